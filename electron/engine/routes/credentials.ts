/**
 * What may travel on which route (the policy; `follow` asks it before each hop).
 *
 * | what | end-to-end route | relay, own | relay, not own |
 * |---|---|---|---|
 * | sign-in data to the source's origin | yes | yes, but an https source's only over https or loopback | no |
 * | sign-in headers and user name to another origin | never | never | never |
 * | a redirect's own signature, of a public source | yes | yes | yes |
 * | a redirect's own signature, of a source with sign-in data | yes | as the first row | no |
 * | Referer | whole to the source's origin | likewise | without its query |
 * | the relay's token | never | to that relay | to that relay |
 *
 * Sign-in data is what the user gave: Authorization, Cookie, any header of his that may hold a key, a user name in the
 * address, a signature in its query. A signed address that an origin hands out for a public file opens nothing that the
 * file's own address does not; one that it hands out to somebody signed in opens what is his.
 */
import { AppError } from "../../common/errors.ts";
import { maySignIn } from "../../common/request-headers.ts";
import { redactUrl } from "../../common/source.ts";
import type { Route } from "./route.ts";

type Headers = Readonly<Record<string, string>>;

/**
 * Query parameters that sign an address or sign somebody in: by their ending (X-Amz-Signature, X-Tos-Signature,
 * X-Obs-Security-Token, q-signature, OSSAccessKeyId, wsSecret, access_token, ...), or by name (Azure `sig`, CloudFront,
 * Aliyun `auth_key`, Akamai `hdnea`, ...).
 */
const signing =
  /(signature|token|credentials?|passw(or)?d|secret|api[-_]?key|access[-_]?key(id)?|accessid|hmac)$|^(sig|auth|auth[-_]key|authorization|authkey|jwt|key-pair-id|policy|sid|session|session[-_]?id|pwd|ticket|q-ak|hdnea|hdnts|hdntl|__gda__)$/i;

/** Parameters with an everyday name: a signature where the value looks like one (st, md5 and hash of secure links). */
const maybeSigning = /^(key|sign|st|s|h|hash|md5|verify|code|k|t)$/i;
const looksRandom = /^(?=.*\d)[\w+/=.-]{16,}$/;

/** Whether an address is signed: whoever has it may fetch what it names. */
export function isSigned(url: URL): boolean {
  return [...url.searchParams].some(
    ([name, value]) => signing.test(name) || (maybeSigning.test(name) && looksRandom.test(value)),
  );
}

/** Whether the user's own address or headers carry sign-in data. */
export function carriesCredentials(source: URL, headers: Headers): boolean {
  return Boolean(
    source.username || source.password || Object.keys(headers).some(maySignIn) || isSigned(source),
  );
}

/** One hop, before it is made. */
export interface Hop {
  readonly route: Route;
  /** What the user asked for, with what he gave. */
  readonly source: URL;
  readonly headers: Headers;
  /** The source of this hop: `source`, or where redirects led. */
  readonly at: URL;
  /** The address that goes on the wire: a relay's, where one is used. */
  readonly wire: URL;
}

/**
 * Throws AppError `credentials-withheld` where the hop would show the user's sign-in data to a relay that is not his, and
 * `credentials-unprotected` where it would carry that of an https source over a network in the clear.
 */
export function checkCredentials({ route, source, headers, at, wire }: Hop): void {
  if (route.endToEnd || route.unread || !carriesCredentials(source, headers)) return;
  // Elsewhere the headers stay behind: only a signature is left to protect.
  if (at.origin !== source.origin && !isSigned(at)) return;
  if (!route.own) throw new AppError("credentials-withheld", { relay: route.name });
  if (at.protocol === "https:" && wire.protocol !== "https:" && !isLoopback(wire.hostname)) {
    throw new AppError("credentials-unprotected", { relay: route.name });
  }
}

/**
 * The user's headers for one hop: all of them, with the address's user name as Basic authentication (RFC 7617); on
 * another origin than the source's, none that sign in. There, and over a relay that is not his, Referer has no query.
 */
export function headersForHop({ route, source, headers, at }: Omit<Hop, "wire">): Headers {
  const abroad = at.origin !== source.origin;
  const kept: Record<string, string> = {};
  if (!abroad && (source.username || source.password)) kept["authorization"] = basic(source);
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (abroad && maySignIn(name)) continue;
    const bare = name === "referer" && (abroad || !(route.endToEnd || route.own));
    if (!bare) kept[name] = value;
    else if (URL.canParse(value)) kept[name] = redactUrl(value);
  }
  return kept;
}

/**
 * The user's headers for a mirror, which is another server than the one that he has sign-in data for: none that sign in,
 * and no Referer, which names what the other server was asked for.
 */
export function headersForMirror(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !maySignIn(name) && name.toLowerCase() !== "referer"),
  );
}

function basic({ username, password }: URL): string {
  return `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`).toString("base64")}`;
}

/** Whether what is sent to this host stays on this machine. In: a URL's hostname, so canonical. */
function isLoopback(hostname: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost|.+\.localhost)$/.test(hostname);
}

/** A `%` that begins no escape stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
