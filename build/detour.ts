/** `npm run detour -- COMMAND`: the command line from the checkout, built first where it is stale. */
import { enableCompileCache } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt, root } from "./ensure-built.ts";

const cli = path.join(root, "out/cli/detour.js");
try {
  // On stderr, since stdout belongs to the command (`--json`).
  await ensureBuilt({ say: (line) => process.stderr.write(`${line}\n`) });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
process.argv[1] = cli;
// Compiled once for all later runs.
enableCompileCache();
await import(pathToFileURL(cli).href);
