import { AppError } from "../../common/errors.ts";

/**
 * A Location header's value as a source: resolved against `base` (RFC 9110, 10.2.2), http or https, without fragment.
 * Throws AppError `bad-redirect`.
 */
export function resolveLocation(location: string, base: URL): URL {
  const url = URL.parse(location, base.href);
  if (!url) throw new AppError("bad-redirect", { host: base.host, detail: "it is not an address" });
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new AppError("bad-redirect", { host: base.host, detail: `it begins with ${url.protocol}` });
  }
  if (base.protocol === "https:" && url.protocol === "http:") {
    throw new AppError("bad-redirect", {
      host: base.host,
      detail: "it leads from https to unprotected http",
    });
  }
  // A redirect must not hand over sign-in data that the user did not give.
  url.username = "";
  url.password = "";
  url.hash = "";
  return url;
}
