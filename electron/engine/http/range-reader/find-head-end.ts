/** Finds where a head ends, while its bytes come in. */

const lf = 10;
const cr = 13;

/** A head is no longer than this: interim answers and the final one together. */
export const headBytes = 32 * 1024;

/**
 * In: bytes, where the head begins in them, how far they were searched already (at first `start`), and where they end.
 * Out: the offset after the empty line; -1 where it has not come yet; "odd" where a line ends without CR (RFC 9112,
 * 2.2) or the head grows over `headBytes`. Both are seen as soon as they come, so that nobody waits for an end that
 * never does.
 */
export function findHeadEnd(bytes: Buffer, start: number, searched: number, end: number): number | "odd" {
  const seen = bytes.subarray(0, Math.min(end, start + headBytes));
  for (let at = seen.indexOf(lf, searched); at >= 0; at = seen.indexOf(lf, at + 1)) {
    if (at === start || bytes[at - 1] !== cr) return "odd";
    // An empty line before the status line: RFC 9112, 2.2, lets servers alone skip it.
    if (at - 1 === start) return "odd";
    if (bytes[at - 2] === lf) return at + 1;
  }
  return end - start >= headBytes ? "odd" : -1;
}
