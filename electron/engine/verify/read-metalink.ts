/**
 * What stands in a Metalink file: Metalink 4 (RFC 5854, `.meta4`) and Metalink 3 (`.metalink`), which differ in namespace
 * and in how deep things stand. Pure.
 */
import { SaxesParser } from "saxes";
import { algorithms, fromHex, type Algorithm, type Found } from "./found.ts";

export interface MetalinkEntry {
  readonly name: string;
  /** Bytes; undefined where it does not say. */
  readonly size: number | undefined;
  /** Of any scheme, the best first. */
  readonly urls: readonly string[];
  /** Of the whole file, in its own order; those of pieces are left out. */
  readonly hashes: readonly Found[];
}

/** Text that comes between an element's tags. */
interface Field {
  text: string;
}

interface Open {
  readonly name: string;
  readonly size: Field;
  readonly urls: (Field & { readonly rank: number })[];
  readonly hashes: (Field & { readonly type: string })[];
}

type Attribute = (name: string) => string;

/** Where things stand in each version; lower ranks come first in 4, higher preferences in 3. */
const versions = {
  "urn:ietf:params:xml:ns:metalink": {
    file: "metalink/file",
    size: "metalink/file/size",
    url: "metalink/file/url",
    hash: "metalink/file/hash",
    rank: (attribute: Attribute) => Number(attribute("priority") || 999_999),
  },
  "http://www.metalinker.org/": {
    file: "metalink/files/file",
    size: "metalink/files/file/size",
    url: "metalink/files/file/resources/url",
    hash: "metalink/files/file/verification/hash",
    rank: (attribute: Attribute) => -Number(attribute("preference") || 0),
  },
} as const;

/**
 * Reads a Metalink file. Out: its files; none where the text is no well-formed Metalink, or where it has a document type
 * (entities are not expanded). Never throws.
 */
export function readMetalink(text: string): MetalinkEntry[] {
  return parse(text).map(({ name, size, urls, hashes }) => ({
    name,
    size: /^\d{1,15}$/.test(size.text.trim()) ? Number(size.text) : undefined,
    urls: urls.toSorted((a, b) => a.rank - b.rank).map((url) => url.text.trim()),
    hashes: hashes.flatMap((hash) => {
      const algorithm = hash.type.toLowerCase().replace("-", "");
      return isAlgorithm(algorithm) ? (fromHex(algorithm, hash.text.trim(), "metalink") ?? []) : [];
    }),
  }));
}

function isAlgorithm(name: string): name is Algorithm {
  return Object.hasOwn(algorithms, name);
}

function parse(text: string): Open[] {
  const files: Open[] = [];
  const path: string[] = [];
  let space = "";
  let version: (typeof versions)[keyof typeof versions] | undefined;
  let field: Field | undefined;
  let broken = false;
  const parser = new SaxesParser({ xmlns: true });
  const fail = () => {
    broken = true;
  };
  parser.on("error", fail);
  parser.on("doctype", fail);
  parser.on("opentag", ({ uri, local, attributes }) => {
    if (path.length === 0) {
      space = uri;
      version = Object.entries(versions).find(([name]) => name === uri)?.[1];
    }
    // What others put between is not Metalink's.
    path.push(uri === space ? local : "?");
    const at = path.join("/");
    const attribute = (name: string) => attributes[name]?.value ?? "";
    field = undefined;
    if (at === version?.file)
      files.push({ name: attribute("name"), size: { text: "" }, urls: [], hashes: [] });
    const file = files.at(-1);
    if (!version || !file) return;
    if (at === version.size) field = file.size;
    if (at === version.url) {
      const url = { text: "", rank: version.rank(attribute) };
      file.urls.push(url);
      field = url;
    }
    if (at === version.hash) {
      const hash = { text: "", type: attribute("type") };
      file.hashes.push(hash);
      field = hash;
    }
  });
  parser.on("text", (more) => {
    if (field) field.text += more;
  });
  parser.on("closetag", () => {
    path.pop();
    field = undefined;
  });
  try {
    parser.write(text).close();
  } catch {
    return [];
  }
  return broken ? [] : files;
}
