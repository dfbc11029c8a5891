/** The source: the URL the user gave, canonical. It is the identity of everything. */
import { AppError } from "./errors.ts";

export { redactText, redactUrl } from "./redact.ts";

/**
 * Reads what a person typed or pasted as a source. In: any text. Out: a WHATWG URL with the scheme http or https and no
 * fragment; its percent-encoding stays byte for byte as the URL standard serialises it. A bare `host/path` gets https.
 * Throws AppError `bad-url` or `unsupported-scheme`.
 */
export function parseSource(text: string): URL {
  const typed = text.trim();
  // `user:password@host` has no scheme; what stands before the @ is nobody's to repeat.
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d|[^/?#]*@)/i.exec(typed)?.[1]?.toLowerCase();
  const bareHost = scheme === undefined && /^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/.test(typed);
  const url = URL.parse(bareHost ? `https://${typed}` : typed);
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    throw new AppError("unsupported-scheme", { scheme: `${scheme}:` });
  }
  if (!url || url.hostname === "") throw new AppError("bad-url", { text: clip(typed) });
  url.hash = "";
  return url;
}

/** Reads a text as `parseSource` does. Out: undefined where it throws. */
export function trySource(text: string): URL | undefined {
  try {
    return parseSource(text);
  } catch {
    return undefined;
  }
}

/** Whether a text is a whole http or https address: nothing is guessed for a page, and none may carry a password. */
export function isHttp(text: string): boolean {
  const url = trySource(text);
  return url !== undefined && /^https?:\/\//i.test(text) && !url.username && !url.password;
}

/** A mistyped address in an error: without what may be a signature or a password. */
function clip(text: string): string {
  const bare = (text.split(/[?#]/, 1)[0] ?? "").replace(/^(https?:\/*)?.*@/i, "$1").replace(/\s+/g, " ");
  if (bare === "") return "(empty)";
  return bare.length > 80 ? `${bare.slice(0, 79)}…` : bare;
}
