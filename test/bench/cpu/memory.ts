/**
 * `node test/bench/cpu/memory.ts`: what is resident while a file of many gigabytes comes over loopback, and how late the
 * engine's event loop is, at full speed and at 100 MB/s. The origin's file is a hole and the bytes are dropped, so that
 * neither memory nor a disk is needed for them.
 *
 * Options: --size GB (20)  --md FILE
 */
import { spawn } from "node:child_process";
import { once as happened } from "node:events";
import { chmod, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { build } from "vite";
import { startNginx } from "../../helpers/nginx.ts";

interface Line {
  readonly done: boolean;
  readonly bytes: number;
  readonly seconds: number;
  readonly rss: number;
  readonly p99: number;
  readonly worst: number;
}

const { values: options } = parseArgs({
  options: { size: { type: "string", default: "20" }, md: { type: "string" } },
});
const MB = 1e6;

/** Runs one download in a process of its own. Out: what it said each second. */
async function once(script: string, url: string, limit: number): Promise<readonly Line[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "detour-memory-"));
  try {
    const child = spawn(process.execPath, [script, url, folder, String(limit)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = happened(child, "exit") as Promise<[number | null]>;
    const lines: Line[] = [];
    for await (const text of createInterface({ input: child.stdout })) lines.push(JSON.parse(text) as Line);
    const last = lines.at(-1);
    const [status] = await exited;
    if (last?.done !== true || status !== 0) throw new Error("the download did not end");
    return lines;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const folder = await mkdtemp("/dev/shm/detour-memory-");
try {
  for (const [name, size] of [
    ["all.bin", Number(options.size) * 1e9],
    ["some.bin", 2e9],
  ] as const) {
    const file = await open(path.join(folder, name), "w", 0o644);
    await file.truncate(size);
    await file.close();
  }
  await chmod(folder, 0o755);
  const script = await bundled(folder);
  await using nginx = await startedNginx(folder);
  const full = await once(script, `${nginx.base}/all.bin`, 0);
  const paced = await once(script, `${nginx.base}/some.bin`, 100 * MB);
  const [last, slow] = [full.at(-1), paced.at(-1)];
  if (!last || !slow) throw new Error("nothing was measured");
  // The first gigabyte warms up: compilation, slabs, connections.
  const early = Math.max(...full.filter(({ bytes }) => bytes <= 2e9).map(({ rss }) => rss));
  const late = Math.max(
    ...full.filter(({ bytes }) => bytes > Number(options.size) * 0.9e9).map(({ rss }) => rss),
  );
  const most = Math.max(...full.map(({ rss }) => rss));
  const text = [
    `Engine alone, HTTP from nginx over loopback, bytes dropped; ${os.cpus().length} processors, Node ${process.versions.node}.`,
    "",
    "| download | MB/s | resident up to 2 GB, MB | in the last tenth, MB | most, MB | loop late, p99, ms | at worst, ms |",
    "|---|---|---|---|---|---|---|",
    `| ${options.size} GB, full speed | ${((Number(options.size) * 1000) / last.seconds).toFixed(0)} | ${(early / MB).toFixed(0)} | ${(late / MB).toFixed(0)} | ${(most / MB).toFixed(0)} | ${last.p99.toFixed(1)} | ${last.worst.toFixed(1)} |`,
    `| 2 GB, 100 MB/s | ${(2000 / slow.seconds).toFixed(0)} | | | ${(Math.max(...paced.map(({ rss }) => rss)) / MB).toFixed(0)} | ${slow.p99.toFixed(1)} | ${slow.worst.toFixed(1)} |`,
    "",
  ].join("\n");
  process.stdout.write(text);
  if (options.md) await writeFile(options.md, text);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The child as it would be shipped: Node's own reading of TypeScript has memory of its own. Out: its file. */
async function bundled(outDir: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: true },
    build: {
      ssr: path.join(import.meta.dirname, "memory-child.ts"),
      outDir,
      target: "node24",
      emptyOutDir: false,
    },
  });
  return path.join(outDir, "memory-child.js");
}

async function startedNginx(root: string): Promise<AsyncDisposable & { readonly base: string }> {
  const nginx = await startNginx({ server: `root ${root}; sendfile on; keepalive_requests 100000;` });
  return { base: nginx.base, [Symbol.asyncDispose]: () => nginx.close() };
}
