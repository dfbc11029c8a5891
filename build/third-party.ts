/** What others wrote and is bundled into a part of the app, with its licences: `licenses.txt` beside the part. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** As its package.json says, an SPDX expression. */
  readonly license: string;
  /** Its licence and notice files, joined, or what is kept here for it; undefined where there is neither. */
  readonly text: string | undefined;
}

const inPackage = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;
/** Texts of packages that ship none, as their repositories have them: `NAME.txt`. */
const kept = path.join(import.meta.dirname, "licences");
const licenceFile = /^(licen[cs]e|copying|notice|ofl)([.-].*)?$/i;

/** The packages that these modules belong to, by name. In: ids of a bundler, with query or not. */
export function thirdPartyOf(moduleIds: Iterable<string>): ThirdParty[] {
  const folders = new Set<string>();
  for (const id of moduleIds) {
    const folder = inPackage.exec(id.replaceAll("\\", "/").replace(/^\0/, ""))?.[1];
    if (folder !== undefined) folders.add(folder);
  }
  const found = [...folders].map(readPackage);
  return found.toSorted((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

function readPackage(folder: string): ThirdParty {
  const read = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const files = readdirSync(folder).filter((file) => licenceFile.test(file));
  const keptFile = path.join(kept, `${read.name.replace("/", "+")}.txt`);
  const sources =
    files.length > 0 ? files.map((file) => path.join(folder, file)) : [keptFile].filter(existsSync);
  const text = sources.map((file) => readFileSync(file, "utf8").trim()).join("\n\n");
  return {
    name: read.name,
    version: read.version,
    license: read.license ?? "see below",
    text: text === "" ? undefined : text,
  };
}

/** The page that a person reads. Throws where a licence has no text: most ask that it goes with every copy. */
export function licencesText(packages: readonly ThirdParty[]): string {
  const parts = packages.map(({ name, version, license, text }) => {
    if (text === undefined)
      throw new Error(`${name} ships no licence text: put its repository's into build/licences.`);
    return `${name} ${version} (${license})\n\n${text}`;
  });
  return `What others wrote and is part of this program.\n\n${parts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** Writes `licenses.txt` into every part that is built, and Detour's own licence beside it as `LICENSE.txt`. */
export const thirdPartyLicences: Plugin = {
  name: "third-party-licences",
  generateBundle() {
    const packages = thirdPartyOf(this.getModuleIds());
    if (packages.length === 0) return;
    const own = readFileSync(path.join(import.meta.dirname, "../LICENSE"), "utf8");
    this.emitFile({ type: "asset", fileName: "LICENSE.txt", source: own });
    this.emitFile({ type: "asset", fileName: "licenses.txt", source: licencesText(packages) });
  },
};
