/** Headers that a user may add to the requests for his file. */

/** Detour sets these itself, from what it asks for. */
const ownHeaders = new Set([
  "host",
  "range",
  "if-range",
  "accept-encoding",
  "connection",
  "keep-alive",
  "proxy-connection",
  "trailer",
  "content-length",
  "transfer-encoding",
  "te",
  "upgrade",
  "expect",
]);

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

/** Whether a header, by its name in any case, may sign somebody in. */
export function maySignIn(name: string): boolean {
  return !openHeaders.has(name.toLowerCase());
}

/** Whether a header's value may be secret: what signs in, and an address of another page, whose query may. */
export function maybeSecret(name: string): boolean {
  return maySignIn(name) || name.toLowerCase() === "referer";
}

/**
 * Why a header cannot be sent; undefined where it can. In: its name in lower case (undefined where none was given) and
 * its value, which never appears in the answer: it may be a secret.
 */
export function headerProblem(name: string | undefined, value: string): string | undefined {
  if (name === undefined) return "write it as 'Name: value'";
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) return "what stands before the colon is not a header's name";
  if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) {
    return `the value of ${name} has a character that headers cannot carry`;
  }
  return ownHeaders.has(name) ? `${name} is set by Detour itself` : undefined;
}
