/** A Metalink file (RFC 5854), found by a Link header (RFC 6249): checksums that a mirror network publishes. Pure. */
import type { Found } from "./found.ts";
import { readMetalink } from "./read-metalink.ts";

/**
 * The address of a Metalink file, from a Link header (`<a.meta4>; rel=describedby; type="application/metalink4+xml"`),
 * resolved against the address of its answer; undefined where there is none over https or on the same origin.
 */
export function metalinkAddress(link: string | undefined, base: URL): URL | undefined {
  for (const [, target = "", rest = ""] of (link ?? "").matchAll(
    /<([^<>]*)>((?:\s*;[^,"]*(?:"[^"]*")?)*)/g,
  )) {
    if (!/;\s*rel\s*=\s*(?:describedby|"describedby")\s*(?:;|$)/i.test(rest)) continue;
    if (!/;\s*type\s*=\s*"?application\/metalink4\+xml"?/i.test(rest)) continue;
    const url = URL.parse(target, base.href);
    if (url && (url.protocol === "https:" || url.origin === base.origin)) return url;
  }
  return undefined;
}

/**
 * What a Metalink file says of a file: the one of that name, or the only one; nothing where its size is another. In, and
 * never thrown: as `readMetalink`.
 */
export function parseMetalink(text: string, name: string, size: number): Found[] {
  const files = readMetalink(text);
  const file = files.find((one) => one.name === name) ?? (files.length === 1 ? files[0] : undefined);
  if (!file || (file.size !== undefined && file.size !== size)) return [];
  return [...file.hashes];
}
