/** Metalink 4 (RFC 5854), found by a Link header (RFC 6249): checksums that a mirror network publishes. Pure. */
import { SaxesParser } from "saxes";
import { algorithms, fromHex, type Algorithm, type Found } from "./found.ts";

const namespace = "urn:ietf:params:xml:ns:metalink";

interface Entry {
  name: string;
  size: number | undefined;
  readonly hashes: { type: string; hex: string }[];
}

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
 * What a Metalink file says of a file: the one of that name, or the only one; nothing where its size is another, where
 * the text is no well-formed Metalink, or where it has a document type (entities are not expanded). Never throws.
 */
export function parseMetalink(text: string, name: string, size: number): Found[] {
  const files = read(text);
  const file = files.find((one) => one.name === name) ?? (files.length === 1 ? files[0] : undefined);
  if (!file || (file.size !== undefined && file.size !== size)) return [];
  return file.hashes.flatMap(({ type, hex }) => {
    const algorithm = type.toLowerCase().replace("-", "");
    return isAlgorithm(algorithm) ? (fromHex(algorithm, hex, "metalink") ?? []) : [];
  });
}

function isAlgorithm(name: string): name is Algorithm {
  return Object.hasOwn(algorithms, name);
}

function read(text: string): Entry[] {
  const files: Entry[] = [];
  const path: string[] = [];
  let broken = false;
  let said = "";
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", () => {
    broken = true;
  });
  parser.on("doctype", () => {
    broken = true;
  });
  parser.on("opentag", ({ uri, local, attributes }) => {
    path.push(uri === namespace ? local : "?");
    said = "";
    const at = path.join("/");
    if (at === "metalink/file")
      files.push({ name: attributes["name"]?.value ?? "", size: undefined, hashes: [] });
    // Hashes of pieces stand deeper, and are none of the file.
    if (at === "metalink/file/hash")
      files.at(-1)?.hashes.push({ type: attributes["type"]?.value ?? "", hex: "" });
  });
  parser.on("text", (more) => {
    said += more;
  });
  parser.on("closetag", () => {
    const at = path.join("/");
    const file = files.at(-1);
    if (at === "metalink/file/size" && /^\d{1,15}$/.test(said.trim()) && file) file.size = Number(said);
    const hash = file?.hashes.at(-1);
    if (at === "metalink/file/hash" && hash) hash.hex = said.trim();
    path.pop();
    said = "";
  });
  try {
    parser.write(text).close();
  } catch {
    return [];
  }
  return broken ? [] : files;
}
