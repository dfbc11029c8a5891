/**
 * `node test/bench/lab/run.ts`: Detour beside other programs on emulated wide-area networks (Linux, root). Whole processes
 * are timed from start to end, in random order, every output is compared with the origin's file; a program that is too slow
 * is stopped, and what it had fetched is reported.
 *
 * Options: --only NAME,...  --runs N (of each seed; 7)  --seeds N (networks; 1)  --seed N (the first; 1)
 *          --tools detour,aria2,axel,curl  --stop SECONDS (45)  --md FILE  --csv FILE
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { ensureBuilt } from "../../../build/ensure-built.ts";
import { need } from "../../helpers/debian.ts";
import { labProblem, startLab, type Lab } from "../../lab/lab.ts";
import { seeded } from "../fluid/world.ts";
import { commandOf } from "./commands.ts";
import { csv, table, type Measured } from "./report.ts";
import { addressOf, scenarios, type Contender, type Scenario } from "./scenarios.ts";
import { originConfig, relayConfig } from "./servers.ts";

const run = promisify(execFile);

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    runs: { type: "string", default: "7" },
    seeds: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    tools: { type: "string", default: "detour,aria2,axel,curl" },
    stop: { type: "string", default: "45" },
    md: { type: "string" },
    csv: { type: "string" },
  },
});

const only = options.only?.split(",");
const tools = new Set(options.tools.split(","));
const stopMs = Number(options.stop) * 1000;

async function main(): Promise<void> {
  const problem = labProblem();
  if (problem) throw new Error(`the scenarios cannot run here: ${problem}`);
  await ensureBuilt();
  for (const tool of ["nginx", "axel", "curl", "sysctl"])
    await need(tool, tool === "sysctl" ? "procps" : tool);
  await need("aria2c", "aria2");
  await need("ip", "iproute2");
  // In memory: the disk is not what is compared.
  const folder = await mkdtemp("/dev/shm/detour-bench-");
  const all: Measured[] = [];
  try {
    for (let number = 0; number < Number(options.seeds); number++) {
      const seed = Number(options.seed) + number;
      for (const scenario of scenarios(seeded(seed), seed)) {
        if (only && !only.includes(scenario.name)) continue;
        all.push(...(await measure(scenario, folder, seed)));
        if (options.csv) await writeFile(options.csv, csv(all));
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const text = `${await conditions()}\n\n${table(all)}\n`;
  process.stdout.write(text);
  if (options.md) await writeFile(options.md, text);
}

/** All runs of one scenario, in random order. */
async function measure(scenario: Scenario, folder: string, seed: number): Promise<Measured[]> {
  const files = path.join(folder, "files");
  const file = `${scenario.size}.bin`;
  await prepare(path.join(files, file), scenario.size);
  const random = seeded(seed + 1000);
  const contenders = scenario.contenders.filter(({ tool }) => tools.has(tool));
  const order = Array.from({ length: Number(options.runs) }, (_, index) => index + 1).flatMap((number) =>
    contenders
      .map((contender) => ({ contender, number, place: random() }))
      .toSorted((a, b) => a.place - b.place),
  );
  const lab = await startLab(scenario.plan);
  let interrupted = false;
  const stop = () => {
    interrupted = true;
    void lab.close();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const measured: Measured[] = [];
  try {
    const origin = path.join(folder, "origin");
    lab.serve("origin", ["nginx", "-c", await originConfig(origin, files)]);
    for (const { name } of scenario.plan.nodes) {
      if (name === "client" || name === "origin") continue;
      const config = await relayConfig(path.join(folder, name), addressOf("origin"));
      lab.serve(name, ["nginx", "-c", config]);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const { contender, number } of order) {
      const one = await once(lab, scenario, contender, { folder, file, origin });
      // What was cut short by a person is no measurement.
      if (interrupted) throw new Error("interrupted");
      measured.push({ ...one, seed, run: number });
      process.stderr.write(
        `${scenario.name} ${contender.name} ${number}: ${one.seconds.toFixed(2)} s, limit ${one.limitSeconds.toFixed(2)}${one.ok ? "" : ` (${one.problem})`}\n`,
      );
    }
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    await lab.close();
  }
  return measured;
}

interface Places {
  readonly folder: string;
  readonly file: string;
  readonly origin: string;
}

async function once(
  lab: Lab,
  scenario: Scenario,
  contender: Contender,
  { folder, file, origin }: Places,
): Promise<Omit<Measured, "seed" | "run">> {
  const out = path.join(folder, "out");
  const home = path.join(folder, "home");
  await mkdir(out);
  const log = path.join(origin, "access.log");
  await truncate(log).catch(() => undefined);
  const before = await lab.received("client");
  lab.begin();
  const command = commandOf(contender, scenario, file, out);
  const { seconds, status } = await lab.run("client", command, stopMs, { DETOUR_HOME: home });
  const wire = ((await lab.received("client")) - before) / scenario.size;
  const target = path.join(out, file);
  const same =
    status === 0 &&
    (await run("cmp", [path.join(folder, "files", file), target]).then(
      () => true,
      () => false,
    ));
  const problem = same ? "" : status === null ? "stopped" : status === 0 ? "wrong file" : `status ${status}`;
  const bytes = same ? scenario.size : await fetched(out);
  const refused = (await readFile(log, "utf8").catch(() => "")).split("\n").filter((line) => line === "429");
  await rm(out, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
  const { name, title, size, limitSeconds } = scenario;
  return {
    scenario: name,
    title,
    contender: contender.name,
    seconds,
    limitSeconds,
    bytes: Math.min(bytes, size),
    size,
    ok: same,
    problem,
    wire,
    refused: refused.length,
  };
}

/** Bytes on disk in a folder, holes left out. */
async function fetched(folder: string): Promise<number> {
  const { stdout } = await run("du", ["-s", "-B1", folder]);
  return Number(stdout.split("\t")[0]);
}

async function prepare(file: string, size: number): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const there = await stat(file).catch(() => undefined);
  if (there?.size !== size) await writeFile(file, randomBytes(size));
}

/** What was run, on what. */
async function conditions(): Promise<string> {
  const lines = [
    `Linux ${os.release()}, ${os.cpus().length} processors, Node ${process.versions.node}; ${await version("nginx", "-v", "stderr")}; ${await version("aria2c", "--version")}; ${await version("axel", "--version")}; ${(await version("curl", "--version"))?.split(" ").slice(0, 2).join(" ")}.`,
    "Emulated network (test/lab), senders CUBIC, queues of one bandwidth-delay product; whole processes timed; outputs compared with the origin's.",
  ];
  return lines.join("\n");
}

async function version(
  command: string,
  flag: string,
  from: "stdout" | "stderr" = "stdout",
): Promise<string | undefined> {
  const said = await run(command, [flag]).catch((error: { stdout?: string; stderr?: string }) => error);
  return said[from]?.split("\n")[0];
}

await main();
