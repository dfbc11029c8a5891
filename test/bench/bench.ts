/**
 * `npm run bench`: all benchmarks, or the one that is named, with its options behind it:
 * `npm run bench -- fluid|cpu|memory|lab|calibrate|cache|gateway|player|app|practice ...` (see docs/BENCHMARKS.md).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const scripts = {
  fluid: "fluid/table.ts",
  cpu: "cpu/cpu.ts",
  memory: "cpu/memory.ts",
  lab: "lab/run.ts",
  calibrate: "calibrate.ts",
  cache: "cache.ts",
  gateway: "gateway.ts",
  player: "player.ts",
  app: "app.ts",
  practice: "practice.ts",
} as const;

const [name, ...rest] = process.argv.slice(2);
const chosen = name === undefined ? Object.values(scripts) : [scripts[name as keyof typeof scripts]];
if (chosen.includes(undefined as never)) {
  process.stderr.write(`There is no benchmark ${name}: ${Object.keys(scripts).join(", ")}.\n`);
  process.exit(2);
}
for (const script of chosen) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, script), ...rest], {
    stdio: "inherit",
  });
  const [status] = (await once(child, "exit")) as [number | null];
  if (status !== 0) process.exitCode = 1;
}
