/**
 * The files that a Metalink file describes, with their addresses: Metalink 4 (RFC 5854, `.meta4`) and Metalink 3
 * (`.metalink`), which differ in namespace and in how deep things stand. Pure. What it says of one file on a server is in
 * metalink.ts.
 */
import { SaxesParser } from "saxes";
import { algorithms, fromHex, type Found } from "./found.ts";

export interface MetalinkFile {
  readonly name: string;
  /** http and https addresses, the best first. */
  readonly urls: readonly string[];
  /** As a download takes it, such as `sha256:HEX`; null where there is none that proves anything. */
  readonly checksum: string | null;
}

interface Open {
  readonly name: string;
  readonly urls: { text: string; readonly rank: number }[];
  readonly hashes: { text: string; readonly type: string }[];
}

/** Where things stand in each version, below `metalink`; lower ranks come first in 4, higher preferences in 3. */
const versions = {
  "urn:ietf:params:xml:ns:metalink": {
    file: "metalink/file",
    url: "metalink/file/url",
    hash: "metalink/file/hash",
    rank: (attribute: (name: string) => string) => Number(attribute("priority") || 999_999),
  },
  "http://www.metalinker.org/": {
    file: "metalink/files/file",
    url: "metalink/files/file/resources/url",
    hash: "metalink/files/file/verification/hash",
    rank: (attribute: (name: string) => string) => -Number(attribute("preference") || 0),
  },
} as const;

/**
 * Reads a Metalink file. Out: its files that have an address; none where the text is no well-formed Metalink, or where it
 * has a document type (entities are not expanded). Never throws.
 */
export function readMetalinkFiles(text: string): MetalinkFile[] {
  return (parse(text) ?? []).flatMap(({ name, urls, hashes }): MetalinkFile[] => {
    const ordered = urls.toSorted((a, b) => a.rank - b.rank).map(({ text }) => text.trim());
    const usable = ordered.filter((url) => /^https?:\/\//i.test(url) && URL.canParse(url));
    return usable.length === 0 ? [] : [{ name, urls: usable, checksum: best(hashes) }];
  });
}

function parse(text: string): Open[] | undefined {
  const files: Open[] = [];
  const path: string[] = [];
  let version: (typeof versions)[keyof typeof versions] | undefined;
  let field: { text: string } | undefined;
  let broken = false;
  const parser = new SaxesParser({ xmlns: true });
  const fail = () => {
    broken = true;
  };
  parser.on("error", fail);
  parser.on("doctype", fail);
  parser.on("opentag", ({ uri, local, attributes }) => {
    if (path.length === 0) version = Object.entries(versions).find(([name]) => name === uri)?.[1];
    path.push(local);
    const at = path.join("/");
    const attribute = (name: string) => attributes[name]?.value ?? "";
    const file = files.at(-1);
    if (at === version?.file) files.push({ name: attribute("name"), urls: [], hashes: [] });
    else if (at === version?.url) {
      const url = { text: "", rank: version.rank(attribute) };
      field = url;
      file?.urls.push(url);
    } else if (at === version?.hash) {
      const hash = { text: "", type: attribute("type") };
      field = hash;
      file?.hashes.push(hash);
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
    return undefined;
  }
  return broken ? undefined : files;
}

/** The strongest checksum that a download can be given. */
function best(hashes: Open["hashes"]): string | null {
  const found = hashes.flatMap(({ type, text }): Found[] => {
    const name = type.toLowerCase().replace("-", "");
    const algorithm = (["md5", "sha1", "sha256", "sha384", "sha512"] as const).find((one) => one === name);
    const read = algorithm && fromHex(algorithm, text.trim(), "metalink");
    return read ? [read] : [];
  });
  const [strongest] = found.toSorted((a, b) => algorithms[b.algorithm].rank - algorithms[a.algorithm].rank);
  return strongest ? `${strongest.algorithm}:${strongest.hex}` : null;
}
