/** `npm run crash -- --kills N [--seed S]`: see crash-run.ts. Its exit status is 1 where a file or a refetch was wrong. */
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt, root } from "../../build/ensure-built.ts";
import { crash } from "./crash-run.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
await ensureBuilt();
const result = await crash({
  cli: path.join(root, "out/cli/detour.js"),
  kills: Number(values.kills),
  seed: Number(values.seed),
  parallel: 4,
  say: (line) => process.stderr.write(`${line}\n`),
});
for (const wrong of result.wrong) console.log(wrong);
console.log(
  `kills ${result.kills}, files ${result.files}, wrong ${result.wrong.length}, largest refetch ${result.refetch} bytes (${result.refetchSeconds.toFixed(2)} s of the rate; at most ${result.boundSeconds} s and 128 KiB of each connection)`,
);
process.exitCode = result.wrong.length > 0 ? 1 : 0;
