/** What others wrote and is bundled into a part of the app, with its licences: `licenses.txt` beside the part. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** As its package.json says, an SPDX expression. */
  readonly license: string;
  /** Its licence and notice files, joined; undefined where it ships none. */
  readonly text: string | undefined;
}

const inPackage = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;
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
  const text = files.map((file) => readFileSync(path.join(folder, file), "utf8").trim()).join("\n\n");
  return {
    name: read.name,
    version: read.version,
    license: read.license ?? "see below",
    text: text === "" ? undefined : text,
  };
}

/** The page that a person reads. Throws where a package says nothing of its licence at all. */
export function licencesText(packages: readonly ThirdParty[]): string {
  const silent = packages.filter(({ license, text }) => license === "see below" && text === undefined);
  if (silent.length > 0)
    throw new Error(`No licence is known of ${silent.map(({ name }) => name).join(", ")}.`);
  const parts = packages.map(({ name, version, license, text }) =>
    [`${name} ${version} (${license})`, text ?? `It ships no text; its package says: ${license}.`].join(
      "\n\n",
    ),
  );
  return `What others wrote and is part of this program.\n\n${parts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** Writes `licenses.txt` into every part that is built. */
export const thirdPartyLicences: Plugin = {
  name: "third-party-licences",
  generateBundle() {
    const packages = thirdPartyOf(this.getModuleIds());
    if (packages.length === 0) return;
    this.emitFile({ type: "asset", fileName: "licenses.txt", source: licencesText(packages) });
  },
};
