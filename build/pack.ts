/**
 * Makes the desktop packages: `npm run pack -- --linux deb`. With `--dir` it only makes the folder that would be packed, to be
 * looked at; anything else is for others, and is not begun while a placeholder would be in it.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { mayBeReleased } from "./release-check.ts";

const root = path.dirname(import.meta.dirname);
const args = process.argv.slice(2);

function pack(): number {
  if (!args.includes("--dir") && !mayBeReleased()) return 1;
  const builder = path.join(root, "node_modules/electron-builder/cli.js");
  const all = [builder, "--config", "build/electron-builder.config.ts", ...args];
  return spawnSync(process.execPath, all, { cwd: root, stdio: "inherit" }).status ?? 1;
}

process.exitCode = pack();
