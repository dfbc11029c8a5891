/**
 * What may travel on which route. Sign-in data that the user gave (Authorization, Cookie, any header of his that may hold
 * a key, a user name in the address, a signature in its query) goes only over end-to-end routes and relays marked as the
 * user's own.
 */
import { AppError } from "../../common/errors.ts";
import type { Route } from "./route.ts";

/** The user's headers that surely sign nobody in; every other one may (`X-Api-Key`, `Private-Token`, ...). */
const openHeaders = new Set([
  "user-agent",
  "referer",
  "accept",
  "accept-language",
  "cache-control",
  "pragma",
  "dnt",
]);
const maySignIn = (name: string) => !openHeaders.has(name.toLowerCase());

/** Query parameters that sign an address: S3, CloudFront, Azure, Google and the usual names of others. */
const signature =
  /^(x-amz-(signature|security-token|credential)|x-goog-(signature|credential)|signature|sig|token|access_token|auth|key-pair-id|policy|hmac|password|api_?key)$/i;

/** Whether the user's own address or headers carry sign-in data. */
export function carriesCredentials(source: URL, headers: Readonly<Record<string, string>>): boolean {
  if (source.username || source.password) return true;
  if (Object.keys(headers).some(maySignIn)) return true;
  return [...source.searchParams.keys()].some((name) => signature.test(name));
}

/** Throws AppError `credentials-withheld` where the user's sign-in data must not travel on this route. */
export function checkCredentials(route: Route, source: URL, headers: Readonly<Record<string, string>>): void {
  if (route.endToEnd || route.own || !carriesCredentials(source, headers)) return;
  throw new AppError("credentials-withheld", { relay: route.name });
}

/**
 * The user's headers for one hop. In: the source that he gave, and the hop's source. Out: all of them, with the
 * address's user name as Basic authentication (RFC 7617); on another origin than the source's, none that sign in.
 */
export function headersForHop(
  headers: Readonly<Record<string, string>>,
  source: URL,
  hop: URL,
): Readonly<Record<string, string>> {
  if (hop.origin !== source.origin) {
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !maySignIn(name)));
  }
  if (!source.username && !source.password) return headers;
  const user = `${decode(source.username)}:${decode(source.password)}`;
  return { authorization: `Basic ${Buffer.from(user).toString("base64")}`, ...headers };
}

/** A `%` that begins no escape stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
