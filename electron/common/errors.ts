import { redactText } from "./redact.ts";

/**
 * The closed list of what can go wrong. Every error that reaches a person is one of these codes with its parameters;
 * its English sentence stands here, other languages map the same codes (renderer/locales). A sentence says what
 * happened, what is safe, and what to do.
 */
export const sentences = {
  // What the user typed (exit status 2)
  "bad-url":
    "This is not a web address: {text}. Check it for typing errors; it should begin with http:// or https://.",
  "unsupported-scheme":
    "Addresses that begin with {scheme} cannot be downloaded. Detour fetches http:// and https://.",
  "bad-relay-spec": "The relay {spec} has a mistake in its {part}: {problem}. Nothing was changed.",
  "unknown-relay":
    "There is no saved relay named {name}. Give a relay spec such as reverse:https://relay/=https://origin/, or the name of a saved relay.",
  "bad-checksum":
    "The checksum {text} cannot be read: {problem}. Write it as sha256:HEX (md5, sha1, sha256, sha384 and sha512 are known).",
  "bad-rule": "Line {line} of the rules cannot be used: {problem}. Nothing was changed.",
  "bad-option": "The option {option} has a value that cannot be used: {problem}.",
  "no-relay": "Mode relay needs at least one relay. Add one, or choose another mode.",

  // Getting to a server
  "dns-failed": "The name {host} could not be found. Check the address and your connection.",
  unreachable:
    "{host} could not be reached ({detail}). Check the address and the connection, or choose another route; anything downloaded so far is safe.",
  "timed-out":
    "{host} did not answer in time ({detail}). Try again later, or choose another route; anything downloaded so far is safe.",
  "tls-failed":
    "The certificate of {host} cannot be trusted ({detail}). Nothing was sent; if this is your own server, mend its certificate.",
  "connection-lost":
    "The connection to {host} broke off ({detail}). Try again to go on; anything downloaded so far is safe.",

  // What a server said
  "http-status":
    "{host} answered {status} instead of the file. Check that the address is right and that you may fetch it.",
  "bad-answer":
    "{host} sent an answer that does not fit the request ({detail}). It was not written to the file.",
  "file-changed":
    "The file on {host} changed while it was being downloaded ({detail}). What was fetched is kept apart; start again to get the new file.",
  "web-page":
    "{host} sent a web page instead of {file}. Nothing was saved: open the address in a browser to see what it says (sign in, or an expired link). If the page itself is wanted, ask for it with --accept-page.",
  "link-expired":
    "{host} no longer gives the file out under this link ({status}). What came is kept: get a new link and go on with --continue-with.",
  "link-differs":
    "The new link leads to another file ({detail}). Nothing was added, and what came before is kept: give a link to the same file.",
  "content-coded":
    "{host} sent the file in a {coding} coding that was not asked for. It was not saved, since it would not be the file itself.",
  "too-many-redirects":
    "{host} redirects in a circle, or more than 10 times. Nothing was saved; check the address.",
  "bad-redirect": "{host} redirects to an address that cannot be used ({detail}). Nothing was saved.",
  truncated:
    "{host} ended the file early: {got} of {total} bytes came. What came is kept; try again to go on.",

  "whole-lost":
    "The connection to {host} broke off after {got} bytes ({detail}), and the server gives the file out only as a whole: what came cannot be gone on with. Try again to fetch it from its beginning, or choose another route.",

  // Routes
  "not-covered": "{relay} does not cover this address: {host} is not behind it. Choose another route.",
  "path-altered":
    "{relay} has a path of its own and would write this address on {host} anew, which may lead to another file. It was left out; put the relay at the root of a host or port of its own.",
  "redirect-not-covered":
    "The file is on {host}, which {relay} does not cover, and mode relay never goes direct. Add a relay for that host, or allow direct.",
  "different-file":
    "{route} carries another file than the others ({detail}). It was left out; the download does not use it.",
  "routes-disagree":
    "{route} and {other} carry different bytes at byte {offset}, and nothing tells which of them is right. The file was not given its name: give a checksum, or allow the direct route.",
  "relay-answered":
    "{relay} answered {status} instead of the file. The error may be the relay's own: check its address and token.",
  "relay-unreachable":
    "The relay {relay} could not be reached ({detail}). It was left out; anything downloaded so far is safe. Check its address, and that it runs.",
  "relay-untrusted":
    "The relay {relay} does not prove who it is ({detail}). Nothing was sent to it; mend its certificate, or pin it with #pin=sha256:HEX.",
  "relay-sign-in":
    "The relay {relay} does not accept the sign-in data ({detail}). It was left out; check the user name and password in its spec.",
  "relay-refused":
    "The relay {relay} refuses to carry to {host} ({detail}). It was left out; add the host to its list, or choose another route.",
  "relay-cannot-reach":
    "The relay {relay} could not reach {host} ({detail}). Choose another route, or try again later; anything downloaded so far is safe.",
  "refused-by-rule":
    "A rule of yours refuses {host}. Nothing was asked for; change the rule if that is not meant.",
  "private-address":
    "{host} is on this machine or in its network, and the gateway does not lead there. Nothing was sent; start it with --allow-private if it should.",
  "system-direct":
    "Your system uses no proxy for {host}, so {relay} would be the direct way again. It was left out; set a proxy in the system, or choose another relay.",
  "relay-quota":
    "The relay {relay} has used up its traffic quota ({detail}). It was left out; anything downloaded so far is safe. Raise the quota, or choose another route.",
  "secret-locked":
    "The password, token or path of {relay} is in a keychain that cannot be read here, so it was left out. The relay is still saved: type its secret again, or give its whole spec.",
  "headers-locked":
    "The cookies or other headers that sign this download in are in a keychain that cannot be read here, so nothing was asked for without them. All is kept: go on where the keychain is, or give the address again with its headers (--header).",
  "credentials-withheld":
    "{relay} can read what it carries, so your sign-in data was not sent over it. Mark the relay as your own (#own) if you trust it.",
  "credentials-unprotected":
    "{relay} is reached over unprotected http, so your sign-in data was not sent over it. Give the relay an https:// address, or choose another route.",
  "no-route": "No route could fetch the file: {detail}",

  // Disk
  "folder-not-writable": "Files cannot be written in {folder} ({detail}). Choose another folder.",
  "disk-full":
    "There is not enough room in {folder}: {needed} more are needed, {free} are free. What was downloaded so far is safe; make room and go on.",
  "file-exists": "{file} exists already and was not touched. Choose another name, or move it away first.",
  "already-running":
    "{file} is being downloaded by another Detour at this moment. It goes on there; nothing was changed.",
  "disk-error":
    "The disk refused to read or write {file} ({detail}). What is on disk already is kept; check the disk and try again.",
  "part-lost":
    "The unfinished part of {file} was removed or shortened by another program. Start again; nothing wrong was saved.",

  // The finished file
  "checksum-mismatch":
    "The file came whole, but its {algorithm} is {actual}, not {expected}. It was kept apart as {file}; do not trust it.",

  "file-gone": "{file} is no longer there: it was moved, renamed or deleted. Nothing was changed.",

  // The app itself
  "not-found": "There is no {what} with the number {id}. It may have been removed in another window.",
  "invalid-request": "The request was not understood ({detail}). Nothing was changed.",
  "not-allowed": "This cannot be done now: {detail}.",
  "not-available": "This cannot be done here: {detail}.",
  "update-failed":
    "The new version could not be had ({detail}). This one stays as it is: try again later, or get the new one from the home page.",
  "connection-to-app-lost":
    "The connection to Detour was lost. Downloads go on there; start Detour again or reload this page.",
  "left-paused":
    "Detour ended unexpectedly soon after it went on with its downloads, twice in a row. So they are left paused this time ({count} in all), and nothing of them is lost: go on with them one by one, and please report the one after which it ends.",
  interrupted: "Stopped. The part that came is kept; run the same command again to go on.",
  internal: "Something went wrong inside Detour ({detail}). Downloads so far are safe; please report this.",
} as const;

export type ErrorCode = keyof typeof sentences;

type Placeholder<S extends string> = S extends `${string}{${infer P}}${infer Rest}`
  ? P | Placeholder<Rest>
  : never;
/** The parameters that the sentence of a code names, all of them required. */
export type ErrorParams<C extends ErrorCode> = Readonly<
  Record<Placeholder<(typeof sentences)[C]>, string | number>
>;

/** An error as data: what crosses processes, the journal and `--json`. */
export interface Failure {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string | number>>;
  /** The English sentence, with its parameters filled in. */
  readonly message: string;
}

/**
 * Fills a sentence's `{name}` places from `params`. A missing parameter stays visible as `{name}`.
 */
export function fill(template: string, params: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/**
 * The only error class that modules throw on purpose. `cause` keeps what the system said. Addresses in its parameters lose
 * what may be secret in them, wherever they come from: a person's words, a server, a library's own message.
 */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly params: Readonly<Record<string, string | number>>;
  constructor(code: C, params: ErrorParams<C>, cause?: unknown) {
    const safe = Object.fromEntries(
      Object.entries<string | number>(params).map(([name, value]) => [
        name,
        typeof value === "string" ? redactText(value) : value,
      ]),
    );
    super(fill(sentences[code], safe), cause === undefined ? undefined : { cause });
    this.name = "AppError";
    this.code = code;
    this.params = safe;
  }
}

/** Tells whether a text is one of the closed list's codes. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === "string" && Object.hasOwn(sentences, text);
}

/** Any thrown value as a Failure; what is not an AppError becomes `internal`. */
export function toFailure(error: unknown): Failure {
  const known =
    error instanceof AppError ? error : new AppError("internal", { detail: describe(error) }, error);
  return { code: known.code, params: known.params, message: known.message };
}

/** A Failure as a throwable error again. */
export function fromFailure(failure: Failure): AppError {
  // The parameters were checked when the failure was made; here they only pass through.
  return new AppError(failure.code, failure.params);
}

/** A short text for any thrown value: its message and code, never its stack. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return code && !error.message.includes(code) ? `${error.message} (${code})` : error.message;
}
