/** Replaces one generated part of docs/FAULTS.md, between its two comments. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const file = path.resolve(import.meta.dirname, "../../docs/FAULTS.md");

/** `text` takes the place of what stands between `<!-- name -->` and `<!-- /name -->`. Throws where these are missing. */
export function writeSection(name: string, text: string): void {
  const whole = readFileSync(file, "utf8");
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [whole.indexOf(open), whole.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for "${name}"`);
  writeFileSync(file, `${whole.slice(0, from + open.length)}\n${text}\n${whole.slice(to)}`);
}
