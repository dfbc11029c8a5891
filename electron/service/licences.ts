/** The licences of Detour and of all that is bundled, from the files that the build leaves beside each part. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Licence } from "../common/views.ts";

/** Between two packages in `licenses.txt`: see build/third-party.ts. */
const line = `\n\n${"-".repeat(80)}\n\n`;

/**
 * Reads them. In: the folder of the running part (out/main or out/cli). Out: Detour's own first, then each package once, by
 * name; nothing where they are not there.
 */
export async function readLicences(part: string): Promise<Licence[]> {
  const read = (file: string) => readFile(path.join(part, file), "utf8").catch(() => "");
  const [own, engine, window] = await Promise.all(
    ["LICENSE.txt", "licenses.txt", "../renderer/licenses.txt"].map(read),
  );
  const packages = new Map<string, Licence>();
  for (const one of [...splitLicences(engine ?? ""), ...splitLicences(window ?? "")])
    packages.set(`${one.name} ${one.version}`, one);
  const sorted = [...packages.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [...(own ? [{ name: "Detour", version: "", licence: "MIT", text: own.trim() }] : []), ...sorted];
}

/** The packages in the text of a `licenses.txt`. */
export function splitLicences(text: string): Licence[] {
  // What comes before the first package says what the file is.
  const body = text.slice(text.indexOf("\n\n") + 2);
  return text === "" ? [] : body.split(line).flatMap((one) => readOne(one.trim()) ?? []);
}

function readOne(text: string): Licence | undefined {
  const [, name, version, licence, rest] = /^(\S+) (\S+) \((.+)\)\n\n([\s\S]+)$/.exec(text) ?? [];
  if (name === undefined || version === undefined || licence === undefined || rest === undefined)
    return undefined;
  return { name, version, licence, text: rest };
}
