/**
 * `npm run bench -- gateway`: the gateway beside direct requests and beside `detour get`, in one run: the first byte and small
 * answers, throughput over a link that limits each connection, processor time, memory with many slow clients, and what 10,000
 * clients that leave leave behind.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureBuilt, root } from "../../build/ensure-built.ts";
import { startLink } from "../../electron/practice/link.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { startNginx } from "../helpers/nginx.ts";
import { startGatewayProcess } from "./gateway-process.ts";

const cli = path.join(root, "out/cli/detour.js");
const MB = 1_000_000;

await ensureBuilt();
const folder = await mkdtemp(path.join(tmpdir(), "detour-gateway-"));
const env = { ...process.env, DETOUR_HOME: path.join(folder, "home") };
const origin = await startNginx({ server: "root .;" });
await writeFile(path.join(origin.folder, "small.bin"), new SeededBytes("small").slice(0, 2000));
await writeFile(path.join(origin.folder, "large.bin"), new SeededBytes("large").slice(0, 60 * MB));
await writeFile(path.join(origin.folder, "huge.bin"), Buffer.alloc(1000 * MB, 7));
const far = await startLink({ rttMs: 80, connectionRate: 600_000, targetPort: origin.port });
const { child: gateway, url } = await startGatewayProcess([], env);
const bare = await startBareProxy();
const rows: [string, string][] = [];
try {
  await measure();
  console.log("| what | seen |\n|---|---|");
  for (const [what, seen] of rows) console.log(`| ${what} | ${seen} |`);
} finally {
  gateway.kill("SIGKILL");
  bare.child.kill("SIGKILL");
  await Promise.all([origin.close(), far.close()]);
  await rm(folder, { recursive: true, force: true });
}

function straight(port: number, file: string): string {
  return `http://127.0.0.1:${port}/${file}`;
}

function through(port: number, file: string): string {
  return `${url}/http/127.0.0.1:${port}/${file}`;
}

async function measure(): Promise<void> {
  for (const [name, port] of [
    ["loopback", origin.port],
    ["80 ms", far.port],
  ] as const) {
    const [direct, by]: [number[], number[]] = [[], []];
    for (let count = 0; count < 15; count++) {
      direct.push(await firstByte(straight(port, "small.bin")));
      by.push(await firstByte(through(port, "small.bin")));
    }
    rows.push([
      `first byte, ${name}, medians of 15: direct, gateway`,
      `${median(direct).toFixed(1)} ms, ${median(by).toFixed(1)} ms`,
    ]);
  }
  const got = await timed(() =>
    run(["get", straight(far.port, "large.bin"), "-o", path.join(folder, "get.bin")]),
  );
  const flowed = await timed(() => read(through(far.port, "large.bin")));
  rows.push([
    "60 MB over 80 ms with 600 kB/s a connection: detour get, gateway",
    `${(got / 1000).toFixed(2)} s, ${(flowed / 1000).toFixed(2)} s (${((got / flowed) * 100).toFixed(0)} %)`,
  ]);
  const [least, ours]: [number[], number[]] = [[], []];
  for (let count = 0; count < 5; count++) {
    least.push(await costs(bare.pid, `http://127.0.0.1:${bare.port}/huge.bin`));
    ours.push(await costs(gateway.pid, through(origin.port, "huge.bin")));
  }
  rows.push([
    "processor time for 1 GB over loopback, medians of 5: the least that Node can do, gateway",
    `${median(least).toFixed(2)} s, ${median(ours).toFixed(2)} s`,
  ]);
  const resting = await rss();
  const slow = Array.from({ length: 500 }, () => trickle(through(origin.port, "huge.bin")));
  await sleep(15_000);
  rows.push([
    "resident memory: at rest, with 500 clients that read a byte a second",
    `${resting} MB, ${await rss()} MB`,
  ]);
  for (const client of slow) client.destroy();
  await sleep(2000);
  const held = descriptors();
  for (let batch = 0; batch < 200; batch++)
    await Promise.all(Array.from({ length: 50 }, () => leave(through(origin.port, "large.bin"))));
  await sleep(3000);
  rows.push(["descriptors before and after 10,000 clients that left", `${held}, ${descriptors()}`]);
}

function firstByte(url: string): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent: false }, (answer) => {
        answer.once("data", () => resolve(performance.now() - started));
        answer.resume();
      })
      .on("error", reject);
  });
}

function read(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent: false }, (answer) => {
        answer.once("end", () => resolve());
        answer.once("error", reject);
        answer.resume();
      })
      .on("error", reject);
  });
}

function trickle(url: string): http.ClientRequest {
  return http
    .get(url, { agent: false }, (answer) => {
      answer.on("error", () => undefined);
      answer.pause();
      const timer = setInterval(() => answer.read(1), 1000);
      answer.once("close", () => clearInterval(timer));
    })
    .on("error", () => undefined);
}

function leave(url: string): Promise<void> {
  return new Promise((resolve) => {
    const asked = http.get(url, { agent: false }, (answer) => {
      answer.once("data", () => asked.destroy());
      answer.once("error", () => undefined);
    });
    asked.on("error", () => undefined);
    asked.once("close", () => resolve());
  });
}

async function run(words: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [cli, ...words], { env, stdio: "ignore" });
  const [status] = await once(child, "exit");
  if (status !== 0) throw new Error(`detour ended with ${String(status)}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Seconds of a process's time that it takes to read an address. */
async function costs(pid: number | undefined, url: string): Promise<number> {
  const before = await cpu(pid);
  await read(url);
  return (await cpu(pid)) - before;
}

async function startBareProxy() {
  const child = spawn(process.execPath, [path.join(root, "test/bench/bare-proxy.ts"), String(origin.port)], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, pid: child.pid, port: Number(line.toString()) };
}

/** Seconds of processor time, of the user and the system. */
async function cpu(pid: number | undefined): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function rss(): Promise<number> {
  const [, kB = "0"] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${gateway.pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kB) / 1000);
}

function descriptors(): number {
  return readdirSync(`/proc/${gateway.pid}/fd`).length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
