/** Days and months are spelled out in all three forms of an HTTP date; a bare `Date.parse` takes almost anything. */
const httpDate = /^[A-Z][a-z]{2,8},? .*\b\d{2}:\d{2}:\d{2}\b/;

/**
 * Reads Retry-After (RFC 9110, 10.2.3): seconds or an HTTP date in any of its three forms (5.6.7). In: the value, and the
 * present date (ms since 1970). Out: milliseconds to wait, from 0 to 60,000 (absurd values are capped); undefined where
 * there is none.
 */
export function parseRetryAfter(value: string | undefined, date: number): number | undefined {
  const text = value?.trim() ?? "";
  const ms = /^\d+$/.test(text)
    ? Number(text) * 1000
    : httpDate.test(text)
      ? // The asctime form names no zone and means GMT.
        Date.parse(text.endsWith("GMT") ? text : `${text} GMT`) - date
      : Number.NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 60_000);
}
