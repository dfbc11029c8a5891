/**
 * `npm run bench -- practice`: Detour beside other programs, in one run, on the built-in practice network (simulated links on
 * loopback). Whole processes are timed, outputs checked against the origin's SHA-256; the table says how many times as
 * long each took as the fastest. A program that is not installed is said to be missing, never silently left out.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { startPractice } from "../../electron/practice/practice.ts";
import { ensureBuilt, root } from "../../build/ensure-built.ts";

const runs = Number(process.argv[2] ?? 3);
const size = 50_000_000;
/** A program that takes longer is stopped, and its time is written as a lower bound. */
const limitMs = 60_000;

interface Contender {
  readonly name: string;
  readonly command: (url: string, relayUrl: string, relaySpec: string, file: string) => readonly string[];
}

const cli = path.join(root, "out/cli/detour.js");
const detour = (mode: string): Contender => ({
  name: `detour --route ${mode}`,
  command: (url, _relayUrl, spec, file) => [
    process.execPath,
    cli,
    "get",
    url,
    "--relay",
    spec,
    "--route",
    mode,
    "-o",
    file,
  ],
});
const contenders: readonly Contender[] = [
  detour("auto"),
  detour("relay"),
  detour("direct"),
  { name: "curl, direct", command: (url, _relay, _spec, file) => ["curl", "-s", "-o", file, url] },
  { name: "curl, relay", command: (_url, relay, _spec, file) => ["curl", "-s", "-o", file, relay] },
  { name: "aria2c -x16 -s16 -k1M, direct", command: (url, _relay, _spec, file) => aria2(file, url) },
  { name: "aria2c -x16 -s16 -k1M, relay", command: (_url, relay, _spec, file) => aria2(file, relay) },
  {
    name: "aria2c -x16 -s16 -k1M, direct and relay as mirrors",
    command: (url, relay, _spec, file) => aria2(file, url, relay),
  },
  {
    name: "axel -n16, relay",
    command: (_url, relay, _spec, file) => ["axel", "-q", "-n16", "-o", file, relay],
  },
];

function aria2(file: string, ...urls: readonly string[]): readonly string[] {
  const target = ["-d", path.dirname(file), "-o", path.basename(file)];
  return ["aria2c", "-q", "-x16", "-s16", "-k1M", "--allow-overwrite=true", ...target, ...urls];
}

await ensureBuilt({ say: (line) => process.stderr.write(`${line}\n`) });
const practice = await startPractice({ size });
const spec = practice.relays[0] ?? "";
const relayUrl = practice.url.replace(
  new URL(practice.url).origin,
  /^reverse:(http:\/\/[^/]+)/.exec(spec)?.[1] ?? "",
);
const times = new Map<string, { ms: number; note: string }[]>();
for (let run = 0; run < runs; run++) {
  // Another order each run, so that no program always follows the same one.
  for (let turn = 0; turn < contenders.length; turn++) {
    const contender = contenders[(turn + run) % contenders.length];
    if (contender) times.set(contender.name, [...(times.get(contender.name) ?? []), await time(contender)]);
  }
}
await practice.close();
report();

async function time({ name, command }: Contender): Promise<{ ms: number; note: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), "detour-bench-"));
  const file = path.join(folder, "file.bin");
  const [program = "", ...args] = command(practice.url, relayUrl, spec, file);
  const started = performance.now();
  const note = await new Promise<string>((resolve) => {
    const env = { ...process.env, DETOUR_HOME: path.join(folder, "home") };
    const child = spawn(program, args, { stdio: "ignore", env, timeout: limitMs, killSignal: "SIGKILL" });
    child.once("error", () => resolve("not installed"));
    child.once("exit", (code, signal) =>
      resolve(signal ? "over the limit" : code === 0 ? "" : `exit ${code}`),
    );
  });
  const ms = performance.now() - started;
  const checked = note === "" && (await sha256(file)) !== practice.sha256 ? "wrong file" : note;
  await rm(folder, { recursive: true, force: true });
  process.stderr.write(`${name}: ${(ms / 1000).toFixed(2)} s ${checked}\n`);
  return { ms, note: checked };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

function report(): void {
  const rows = [...times].map(([name, all]) => {
    const good = all
      .filter(({ note }) => note === "")
      .map(({ ms }) => ms)
      .sort((a, b) => a - b);
    const note = [...new Set(all.map((one) => one.note).filter((text) => text !== ""))].join(", ");
    return { name, median: good[Math.floor((good.length - 1) / 2)], note };
  });
  const best = Math.min(...rows.flatMap(({ median }) => median ?? []));
  const lines = rows
    .sort((a, b) => (a.median ?? Infinity) - (b.median ?? Infinity))
    .map(({ name, median, note }) =>
      median === undefined
        ? `| ${name} | – | – | – | ${note} |`
        : `| ${name} | ${(median / 1000).toFixed(2)} | ${((size * 8) / median / 1000).toFixed(1)} | ${(median / best).toFixed(2)} | ${note} |`,
    );
  process.stdout.write(
    [
      `${size / 1e6} MB, practice network: direct 1 Mbit/s a connection at 200 ms, relay 80 Mbit/s in all at 40 ms; median of ${runs}.`,
      "",
      "| program | seconds | Mbit/s | times the fastest | |",
      "|---|---|---|---|---|",
      ...lines,
      "",
    ].join("\n"),
  );
}
