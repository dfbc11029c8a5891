/** What `npm pack` and `npm publish` run first: the package holds what the sources say. */
import { ensureBuilt } from "./ensure-built.ts";

await ensureBuilt({ say: (line) => process.stderr.write(`${line}\n`) });
