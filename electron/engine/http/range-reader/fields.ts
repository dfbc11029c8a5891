/** Header fields by name, joined as Node joins them, so that both paths check the same values. */
import type { Field } from "./parse-head.ts";

/** Of these Node keeps the first (node:http, `message.headers`). */
const single = new Set([
  "age",
  "authorization",
  "content-length",
  "content-type",
  "etag",
  "expires",
  "from",
  "host",
  "if-modified-since",
  "if-unmodified-since",
  "last-modified",
  "location",
  "max-forwards",
  "proxy-authorization",
  "referer",
  "retry-after",
  "server",
  "user-agent",
]);

/** In: fields and a lower-case name. Out: the value; undefined where the field did not come. */
export function fieldValue(fields: readonly Field[], name: string): string | undefined {
  const values = fields.flatMap(([one, value]) => (one === name ? [value] : []));
  if (values.length < 2 || single.has(name)) return values[0];
  return values.join(name === "cookie" ? "; " : ", ");
}

/** How often a field came. */
export function fieldCount(fields: readonly Field[], name: string): number {
  return fields.filter(([one]) => one === name).length;
}
