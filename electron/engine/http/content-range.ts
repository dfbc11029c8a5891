/** A Content-Range header's value, half-open; `total` null for `*`. */
export interface ContentRange {
  readonly start: number;
  readonly end: number;
  readonly total: number | null;
}

/**
 * Reads `bytes FIRST-LAST/TOTAL` (RFC 9110, 14.4). Out: undefined where it is anything else or contradicts itself:
 * such an answer must not be joined to others.
 */
export function parseContentRange(value: string | undefined): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(value?.trim() ?? "");
  if (!match) return undefined;
  const start = Number(match[1]);
  const end = Number(match[2]) + 1;
  const total = match[3] === "*" ? null : Number(match[3]);
  if (end <= start || (total !== null && end > total)) return undefined;
  return { start, end, total };
}

/** The size in a 416 answer, `bytes *` + `/TOTAL`; undefined where it is not said. */
export function parseUnsatisfied(value: string | undefined): number | undefined {
  const match = /^bytes \*\/(\d{1,15})$/i.exec(value?.trim() ?? "");
  return match ? Number(match[1]) : undefined;
}

/** A half-open range as a Range header's value; on the wire the end is inclusive. */
export function rangeHeader(start: number, end: number): string {
  return `bytes=${start}-${end - 1}`;
}
