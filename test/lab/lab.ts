/**
 * A wide-area network on one Linux machine: nodes are network namespaces, netlab.c carries the packets between them, and
 * real kernels' TCP runs at both ends. Needs root. Senders run CUBIC: with BBR, parallel connections look useless
 * (PERFORMANCE, finding 5).
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { need } from "../helpers/debian.ts";

const run = promisify(execFile);

export interface LabNode {
  readonly name: string;
  readonly address: string;
  /** What all who send to it share, Mbit/s. */
  readonly downMbit?: number;
}

/** One direction of a path. */
export interface LabLink {
  readonly from: string;
  readonly to: string;
  readonly mbit: number;
  /** One way, milliseconds. */
  readonly delayMs: number;
  readonly lossPercent: number;
  readonly queueKiB: number;
}

export interface LabPlan {
  readonly nodes: readonly LabNode[];
  readonly links: readonly LabLink[];
  /** Links that change so many seconds after `begin`. */
  readonly changes?: readonly (LabLink & { readonly afterSeconds: number })[];
  readonly seed: number;
}

export interface Ran {
  readonly seconds: number;
  /** Exit status; null where it was stopped at the time limit. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Lab {
  /** Runs a command on a node and measures it, from start to end of the process. */
  run(node: string, command: readonly string[], limitMs: number, env?: Record<string, string>): Promise<Ran>;
  /** Starts a server on a node; it ends with the lab. */
  serve(node: string, command: readonly string[]): ChildProcess;
  /** Makes all links as planned, and starts the clock of the changes. */
  begin(): void;
  /** Bytes that a node has received since the lab began, headers included. */
  received(node: string): Promise<number>;
  close(): Promise<void>;
}

/** Why the lab cannot run here; undefined where it can. */
export function labProblem(): string | undefined {
  if (process.platform !== "linux") return "it needs Linux";
  if (process.getuid?.() !== 0) return "it needs root, for network namespaces";
  return undefined;
}

let count = 0;

/** Builds the network. Rejects where it cannot; nothing is left behind then. */
export async function startLab(plan: LabPlan): Promise<Lab> {
  const problem = labProblem();
  if (problem) throw new Error(`no lab here: ${problem}`);
  const program = await build();
  const prefix = `dt${process.pid}x${count++}`;
  const folder = await mkdtemp(path.join(tmpdir(), "detour-lab-"));
  const config = path.join(folder, "config");
  await writeFile(config, text(plan));
  const spaces: string[] = [];
  const children = new Set<ChildProcess>();
  let carrier: ChildProcess | undefined;
  const close = async () => {
    for (const child of children) if (child.exitCode === null) child.kill("SIGTERM");
    for (const space of spaces) {
      const { stdout } = await run("ip", ["netns", "pids", space]).catch(() => ({ stdout: "" }));
      for (const pid of stdout.split("\n").filter(Boolean)) {
        try {
          process.kill(Number(pid), "SIGTERM");
        } catch {
          // It has ended meanwhile.
        }
      }
      await run("ip", ["netns", "del", space]).catch(() => undefined);
    }
    if (carrier?.exitCode === null) carrier.kill("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const cc = "/proc/sys/net/ipv4/tcp_available_congestion_control";
    await run("sh", ["-c", `sysctl -qw net.ipv4.tcp_allowed_congestion_control="$(cat ${cc})"`]);
    for (const { name } of plan.nodes) {
      const space = `${prefix}-${name}`;
      await run("ip", ["netns", "add", space]);
      spaces.push(space);
      await run("ip", ["-n", space, "link", "set", "lo", "up"]);
    }
    carrier = spawn(program, [config, prefix], { stdio: ["ignore", "pipe", "pipe"] });
    await once(carrier, "spawn");
    if (carrier.stdout) await once(createInterface({ input: carrier.stdout }), "line");
    for (const { name, address } of plan.nodes) await join(`${prefix}-${name}`, address);
  } catch (error) {
    await close();
    throw error;
  }
  const counters = createInterface({ input: carrier.stderr ?? process.stdin });
  const bytes = new Map<string, number>();
  let told: (() => void) | undefined;
  counters.on("line", (line) => {
    if (line === ".") told?.();
    const found = /^(\S+) received (\d+)/.exec(line);
    if (found?.[1] && found[2]) bytes.set(found[1], Number(found[2]));
  });
  const inside = (node: string, command: readonly string[]) => [
    "netns",
    "exec",
    `${prefix}-${node}`,
    ...command,
  ];
  return {
    async run(node, command, limitMs, env = {}) {
      const started = performance.now();
      const child = spawn("ip", inside(node, command), { env: { ...process.env, ...env } });
      children.add(child);
      let [stdout, stderr] = ["", ""];
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (stderr = `${stderr}${chunk.toString()}`.slice(-4000)));
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        child.kill("SIGKILL");
      }, limitMs);
      const [status] = (await once(child, "exit")) as [number | null];
      const seconds = (performance.now() - started) / 1000;
      clearTimeout(timer);
      children.delete(child);
      return { seconds, status: late ? null : (status ?? -1), stdout, stderr };
    },
    serve(node, command) {
      const child = spawn("ip", inside(node, command), { stdio: "ignore" });
      children.add(child);
      return child;
    },
    begin: () => void carrier.kill("SIGUSR2"),
    async received(node) {
      const answer = new Promise<void>((resolve) => (told = resolve));
      carrier.kill("SIGUSR1");
      await answer;
      return bytes.get(node) ?? 0;
    },
    close,
  };
}

async function join(space: string, address: string): Promise<void> {
  await run("ip", ["-n", space, "addr", "add", `${address}/24`, "dev", "tun0"]);
  await run("ip", ["-n", space, "link", "set", "tun0", "mtu", "1500", "txqueuelen", "10000", "up"]);
  const settings = [
    "net.ipv4.tcp_congestion_control=cubic",
    "net.ipv4.tcp_rmem=4096 131072 33554432",
    "net.ipv4.tcp_wmem=4096 65536 33554432",
    "net.ipv4.tcp_no_metrics_save=1",
  ];
  await run("ip", ["netns", "exec", space, "sysctl", "-qw", ...settings]);
}

function text({ nodes, links, changes = [], seed }: LabPlan): string {
  const lines = [
    `seed ${seed}`,
    ...nodes.map(({ name, address, downMbit = 0 }) => `node ${name} ${address} ${downMbit}`),
    ...links.map((one) => `link ${link(one)}`),
    ...changes
      .toSorted((a, b) => a.afterSeconds - b.afterSeconds)
      .map((one) => `at ${one.afterSeconds} ${link(one)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function link({ from, to, mbit, delayMs, lossPercent, queueKiB }: LabLink): string {
  return `${from} ${to} ${mbit} ${delayMs} ${lossPercent} ${queueKiB}`;
}

/** Compiles netlab.c, once for each version of it. */
async function build(): Promise<string> {
  const source = path.join(import.meta.dirname, "netlab.c");
  const folder = path.join(tmpdir(), "detour-netlab");
  const { mtimeMs } = await stat(source);
  const program = path.join(folder, `netlab-${Math.round(mtimeMs)}`);
  const there = await stat(program).catch(() => undefined);
  if (there) return program;
  await mkdir(folder, { recursive: true });
  const compiler = await need("gcc", "gcc");
  await run(compiler, ["-O2", "-w", "-o", program, source]);
  return program;
}
