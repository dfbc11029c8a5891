/**
 * `node test/bench/cpu/cpu.ts`: processor time and memory of whole processes that fetch a file from nginx over loopback to a
 * disk, HTTP and HTTPS, Detour beside other programs, in random order; outputs are compared with the origin's.
 *
 * Options: --size MB (1000)  --runs N (5)  --only http,https  --seed N  --md FILE  --csv FILE
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { ensureBuilt, root } from "../../../build/ensure-built.ts";
import { need } from "../../helpers/debian.ts";
import { startNginx } from "../../helpers/nginx.ts";
import { selfSigned } from "../../helpers/self-signed.ts";
import { seeded } from "../fluid/world.ts";
import { median } from "../lab/report.ts";

const run = promisify(execFile);

const { values: options } = parseArgs({
  options: {
    size: { type: "string", default: "1000" },
    runs: { type: "string", default: "5" },
    only: { type: "string", default: "http,https" },
    seed: { type: "string", default: "1" },
    md: { type: "string" },
    csv: { type: "string" },
  },
});
const size = Number(options.size) * 1e6;

interface Tool {
  readonly name: string;
  command(url: string, folder: string, ca: string): readonly string[];
}

const cli = path.join(root, "out/cli/detour.js");
const aria2 = (connections: number): Tool => ({
  name: `aria2c -x${connections} -s${connections} -k1M`,
  command: (url, folder, ca) => [
    "aria2c",
    "-q",
    `-x${connections}`,
    `-s${connections}`,
    "-k1M",
    "--file-allocation=none",
    `--ca-certificate=${ca}`,
    "-d",
    folder,
    "-o",
    "f",
    url,
  ],
});
const tools: readonly Tool[] = [
  {
    name: "detour get",
    command: (url, folder) => [process.execPath, cli, "get", url, "-o", path.join(folder, "f"), "--json"],
  },
  {
    name: "curl",
    command: (url, folder, ca) => ["curl", "-s", "--cacert", ca, "-o", path.join(folder, "f"), url],
  },
  aria2(8),
  aria2(16),
  {
    // It compares a certificate with names only, and this one is for an address.
    name: "axel -k -n8",
    command: (url, folder) => ["axel", "-q", "-k", "-n8", "-o", path.join(folder, "f"), url],
  },
];

interface Cost {
  readonly scheme: string;
  readonly tool: string;
  readonly run: number;
  readonly user: number;
  readonly system: number;
  readonly seconds: number;
  /** The most memory that was resident, MB. */
  readonly rss: number;
}

async function main(): Promise<void> {
  await ensureBuilt();
  const time = await need("time", "time");
  await need("aria2c", "aria2");
  await need("axel", "axel");
  await need("curl", "curl");
  const folder = await mkdtemp("/dev/shm/detour-cpu-");
  // The output goes to a disk, as a download does.
  const out = await mkdtemp(path.join(os.tmpdir(), "detour-cpu-"));
  const all: Cost[] = [];
  const random = seeded(Number(options.seed));
  try {
    const [cert, key] = [path.join(folder, "cert.pem"), path.join(folder, "key.pem")];
    await writeFile(cert, selfSigned.cert);
    await writeFile(key, selfSigned.key);
    await fill(path.join(folder, "file.bin"));
    await run("chmod", ["-R", "a+rX", folder]);
    for (const scheme of options.only.split(",")) {
      const secure = scheme === "https";
      const nginx = await startNginx({
        server: `root ${folder}; sendfile on; keepalive_requests 100000;`,
        ...(secure && {
          http: `server { listen 127.0.0.1:18443 ssl; root ${folder}; keepalive_requests 100000; ssl_certificate ${cert}; ssl_certificate_key ${key}; }`,
        }),
      });
      const url = secure ? "https://127.0.0.1:18443/file.bin" : `${nginx.base}/file.bin`;
      try {
        for (let number = 1; number <= Number(options.runs); number++) {
          const order = tools
            .map((tool) => ({ tool, place: random() }))
            .toSorted((a, b) => a.place - b.place);
          for (const { tool } of order)
            all.push(await once(tool, scheme, number, { url, folder, out, cert, time }));
        }
      } finally {
        await nginx.close();
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(out, { recursive: true, force: true });
  }
  const text = report(all);
  process.stdout.write(text);
  if (options.md) await writeFile(options.md, text);
  if (options.csv) {
    await writeFile(options.csv, "scheme,tool,run,user,system,seconds,rss\n");
    for (const { scheme, tool, run: number, user, system, seconds, rss } of all)
      await appendFile(options.csv, `${scheme},"${tool}",${number},${user},${system},${seconds},${rss}\n`);
  }
}

interface Places {
  readonly url: string;
  readonly folder: string;
  readonly out: string;
  readonly cert: string;
  readonly time: string;
}

async function once(tool: Tool, scheme: string, number: number, places: Places): Promise<Cost> {
  const { url, folder, out, cert, time } = places;
  const target = path.join(out, "got");
  await mkdir(target);
  const env = {
    ...process.env,
    DETOUR_HOME: path.join(out, "home"),
    NODE_EXTRA_CA_CERTS: cert,
  };
  const { stderr } = await run(time, ["-f", "cost %U %S %e %M", ...tool.command(url, target, cert)], {
    env,
    maxBuffer: 1e8,
  });
  await run("cmp", [path.join(folder, "file.bin"), path.join(target, "f")]);
  await rm(target, { recursive: true, force: true });
  await rm(path.join(out, "home"), { recursive: true, force: true });
  const [user, system, seconds, kb] = (/cost (\S+) (\S+) (\S+) (\S+)/.exec(stderr) ?? [])
    .slice(1)
    .map(Number);
  if (user === undefined || system === undefined || seconds === undefined || kb === undefined)
    throw new Error(`time said nothing of ${tool.name}: ${stderr}`);
  process.stderr.write(
    `${scheme} ${tool.name} ${number}: ${(user + system).toFixed(2)} CPU s, ${seconds} s\n`,
  );
  return { scheme, tool: tool.name, run: number, user, system, seconds, rss: (kb * 1024) / 1e6 };
}

async function fill(file: string): Promise<void> {
  const block = randomBytes(1e6);
  for (let written = 0; written < size; written += block.length) {
    block.writeDoubleLE(written);
    await appendFile(file, block.subarray(0, Math.min(block.length, size - written)));
  }
}

function report(all: readonly Cost[]): string {
  const rows = new Map<string, Cost[]>();
  for (const one of all) {
    const key = `${one.scheme} | ${one.tool}`;
    rows.set(key, [...(rows.get(key) ?? []), one]);
  }
  const perGb = size / 1e9;
  const lines = [...rows].map(([key, runs]) => {
    const cpu = median(runs.map(({ user, system }) => (user + system) / perGb));
    const user = median(runs.map((one) => one.user / perGb));
    const seconds = median(runs.map((one) => one.seconds));
    const rss = Math.max(...runs.map((one) => one.rss));
    return `| ${key} | ${runs.length} | ${cpu.toFixed(2)} | ${user.toFixed(2)} | ${seconds.toFixed(2)} | ${rss.toFixed(0)} |`;
  });
  return [
    `${size / 1e9} GB from nginx in memory over loopback to a disk (${os.tmpdir()}), ${os.cpus().length} processors, Node ${process.versions.node}; whole processes, medians; the most memory of all runs.`,
    "",
    "| scheme | program | runs | CPU s per GB | of it in user mode | seconds | RSS, MB |",
    "|---|---|---|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
}

await main();
