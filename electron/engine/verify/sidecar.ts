/** Checksum files beside a file: SHA256SUMS, FILE.sha256 and the like, in GNU, BSD or bare form. Pure. */
import { algorithms, fromHex, type Algorithm, type Found } from "./found.ts";

/** A longer body is not read. */
export const sidecarLimit = 256 * 1024;

const hashes = ["md5", "sha1", "sha256", "sha384", "sha512"] as const;

/**
 * In: a body, and the file's base name. Out: what it says of that file; a bare checksum counts where it stands alone.
 * A page or anything else gives nothing; never throws.
 */
export function parseSidecar(body: string, name: string): Found[] {
  if (body.length > sidecarLimit || /^\s*</.test(body)) return [];
  const lines = body
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const only = lines.length === 1 ? (lines[0] ?? "") : "";
  if (/^[0-9a-f]+$/i.test(only)) return one(only, undefined);
  return lines.flatMap((line) => {
    const [, tag, bsdName, bsdHex] = /^([A-Za-z0-9-]{2,10}) ?\((.+)\) ?= ?([0-9a-fA-F]+)$/.exec(line) ?? [];
    if (tag !== undefined)
      return base(bsdName) === name ? one(bsdHex, tag.toLowerCase().replace("-", "")) : [];
    const [, escaped, hex, gnuName] = /^(\\?)([0-9a-fA-F]{32,128})[ \t]+\*?(.+)$/.exec(line) ?? [];
    const plain = escaped ? gnuName?.replace(/\\(.)/g, (_, c: string) => (c === "n" ? "\n" : c)) : gnuName;
    return base(plain) === name ? one(hex, undefined) : [];
  });
}

function base(name: string | undefined): string | undefined {
  return name?.slice(name.lastIndexOf("/") + 1);
}

function one(hex: string | undefined, named: string | undefined): Found[] {
  const algorithm: Algorithm | undefined = hashes.find((each) =>
    named === undefined ? algorithms[each].digits === hex?.length : each === named,
  );
  const found = algorithm && hex !== undefined ? fromHex(algorithm, hex, "sidecar") : undefined;
  return found ? [found] : [];
}
