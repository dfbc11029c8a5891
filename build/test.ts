/**
 * `npm test`: types, lint, format, build, then every test. The cheap checks come first; the first that fails ends it
 * with its status, after a summary. The same here and in CI.
 */
import { spawn } from "node:child_process";
import path from "node:path";
import { describe } from "../electron/common/errors.ts";
import { findChromium } from "../test/helpers/chromium.ts";
import { need } from "../test/helpers/debian.ts";
import { ensureBuilt, root } from "./ensure-built.ts";

interface Step {
  readonly name: string;
  /** Returns an exit status. */
  run(): Promise<number>;
}

/** A program of node_modules/.bin, its output streamed. */
const program = (name: string, bin: string, ...args: string[]): Step => ({
  name,
  run: () => run(path.join(root, "node_modules/.bin", bin), args),
});

const steps: readonly Step[] = [
  program("types of the Node side", "tsc", "-p", "tsconfig.node.json"),
  program("types of the renderer", "tsc", "-p", "tsconfig.web.json"),
  program("types of the tests", "tsc", "-p", "tsconfig.test.json"),
  program("types of the build", "tsc", "-p", "tsconfig.build.json"),
  program("lint", "oxlint", "--type-aware", "--deny-warnings"),
  program("format", "oxfmt", "--check"),
  { name: "tools that the tests need", run: toolsStatus },
  { name: "build", run: builtStatus },
  program("tests", "vitest", "run", ...process.argv.slice(2)),
];

const results: string[] = [];
let failed = 0;
for (const step of steps) {
  process.stdout.write(`\n> ${step.name}\n`);
  const begun = performance.now();
  failed = await step.run();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(6);
  results.push(`${failed === 0 ? "passed" : "FAILED"} ${seconds} s  ${step.name}`);
  if (failed !== 0) break;
}
for (const step of steps.slice(results.length)) results.push(`not run           ${step.name}`);
process.stdout.write(`\n${results.join("\n")}\n`);
process.exitCode = failed;

/** Installed before the tests, whose time limits are not made for it; on Debian as root, else named where missing. */
async function toolsStatus(): Promise<number> {
  try {
    process.stdout.write(`${await need("nginx", "nginx")}\n${await findChromium()}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`);
    return 1;
  }
}

async function builtStatus(): Promise<number> {
  try {
    await ensureBuilt({ say: (line) => process.stdout.write(`${line}\n`) });
    process.env["DETOUR_BUILT"] = "1";
    return 0;
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    return 1;
  }
}

/** Runs a program under this very Node, whatever Node its own first line would find. */
function run(file: string, args: readonly string[]): Promise<number> {
  const env = {
    ...process.env,
    PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env["PATH"]}`,
  };
  const child = spawn(file, args, { cwd: root, stdio: "inherit", env, shell: process.platform === "win32" });
  return new Promise((resolve) => {
    child.once("error", (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.once("exit", (code, signal) => resolve(signal ? 130 : (code ?? 1)));
  });
}
