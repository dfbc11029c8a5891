/** Whether the rest of an answer's body can be fetched over many lanes, and where it lies. Pure. */
import type { IncomingMessage } from "node:http";
import { parseContentRange } from "../http/content-range.ts";

/** What the first answer brings of the file, half-open, and what ties it to that file. */
export interface Body {
  readonly start: number;
  readonly end: number;
  readonly total: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** Less than this is here before further connections are. */
const worthwhile = 1024 * 1024;

/**
 * Reads the answer to a GET. Out: undefined where its body is no stretch of a file that ranges could bring: an error, a coded
 * or an endless body, several parts, a server without ranges, too little.
 */
export function bodyOf({ statusCode, headers }: IncomingMessage): Body | undefined {
  const length = Number(headers["content-length"] ?? Number.NaN);
  if (!Number.isInteger(length) || length < worthwhile) return undefined;
  if (headers["content-encoding"] !== undefined || headers["transfer-encoding"] !== undefined)
    return undefined;
  const common = { etag: headers.etag ?? null, lastModified: headers["last-modified"] ?? null };
  if (statusCode === 206) {
    const part = parseContentRange(headers["content-range"]);
    if (!part || part.total === null || part.end - part.start !== length) return undefined;
    return { ...common, start: part.start, end: part.end, total: part.total };
  }
  if (statusCode !== 200 || !/\bbytes\b/i.test(headers["accept-ranges"] ?? "")) return undefined;
  return { ...common, start: 0, end: length, total: length };
}

function differs(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

/** Whether a stream brings the same file, as far as its identity tells; its bytes are compared besides. */
export function isSameFile(
  body: Body,
  identity: {
    readonly total: number | null;
    readonly etag: string | null;
    readonly lastModified: string | null;
  },
): boolean {
  if (identity.total !== body.total) return false;
  return !differs(body.etag, identity.etag) && !differs(body.lastModified, identity.lastModified);
}
