/** The bytes of one GET. Pure. */
import { AppError } from "../../../common/errors.ts";

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Fields that change how a request is framed or routed: a full client is to send those. */
const notOurs = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "expect",
  "upgrade",
  "te",
  "trailer",
  "http2-settings",
]);

/**
 * In: an http or https address and header fields. Out: the request's head; undefined where it is one for a full client
 * (a field of `notOurs`, or credentials in the address). `absolute` writes the whole address, for a proxy (RFC 9112, 3.2.2). Throws AppError `invalid-request` for what cannot stand in a
 * head: CR, LF, NUL or other control characters (RFC 9110, 5.5). Values are not named: they may be secrets.
 */
export function requestHead(
  url: URL,
  headers: Readonly<Record<string, string>>,
  absolute = false,
): Buffer | undefined {
  const fields = new Map<string, string>([
    ["accept-encoding", "identity"],
    ["user-agent", "Detour/0.1"],
    ["connection", "keep-alive"],
  ]);
  for (const [name, value] of Object.entries(headers)) {
    if (!token.test(name)) throw refusal("a header's name has characters that cannot be sent");
    if (!fieldValue.test(value)) throw refusal(`the header ${name} has characters that cannot be sent`);
    fields.set(name.toLowerCase(), value);
  }
  if (url.username !== "" || url.password !== "") return undefined;
  if ([...fields.keys()].some((name) => notOurs.has(name))) return undefined;
  const lines = [...fields].map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `GET ${absolute ? url.origin : ""}${requestTarget(url)} HTTP/1.1\r\nhost: ${url.host}\r\n${lines.join("")}\r\n`,
    "latin1",
  );
}

/** Path and query byte for byte, an empty query's `?` too, which `url.search` hides. No fragment. */
export function requestTarget(url: URL): string {
  const [address = ""] = url.href.split("#", 1);
  const target = address.slice(address.indexOf("/", address.indexOf("//") + 2));
  if (!/^\/[\x21-\x7e]*$/.test(target)) throw refusal("the address has characters that cannot be sent");
  return target;
}

function refusal(detail: string): AppError {
  return new AppError("invalid-request", { detail });
}
