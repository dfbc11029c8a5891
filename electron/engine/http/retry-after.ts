/**
 * Reads Retry-After (RFC 9110, 10.2.3): seconds or an HTTP date. In: the value, and the present date (ms since 1970).
 * Out: milliseconds to wait, from 0 to 60,000 (absurd values are capped); undefined where there is none.
 */
export function parseRetryAfter(value: string | undefined, date: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - date;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 60_000);
}
