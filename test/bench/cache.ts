/**
 * `npm run bench -- cache`: what a relay with a slice cache brings to one file and to a page's many small objects, beside
 * direct, in one run. Real nginx as origin and relay, simulated links between (electron/practice/link.ts); the relay's
 * directives are those of `detour relay config nginx --cache`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { ensureBuilt, root } from "../../build/ensure-built.ts";
import { startLink } from "../../electron/practice/link.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { startNginx } from "../helpers/nginx.ts";

const fileBytes = 24_000_000;
const objects = { count: 200, bytes: 10_000, connections: 6 } as const;
/** A bad direct path; a relay near the client, with a better path to the origin. */
const links = {
  direct: { rttMs: 200, connectionRate: 150_000, sharedRate: 1_500_000 },
  near: { rttMs: 30, sharedRate: 12_000_000 },
  far: { rttMs: 170, connectionRate: 400_000, sharedRate: 6_000_000 },
} as const;

await ensureBuilt();
const folder = await mkdtemp(path.join(tmpdir(), "detour-cache-"));
const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
try {
  await measure();
} finally {
  for (const close of closing.toReversed()) await close();
}

async function measure(): Promise<void> {
  const origin = await startNginx({ server: "root .;" });
  closing.push(() => origin.close());
  await writeFile(path.join(origin.folder, "file.bin"), new SeededBytes("cache").slice(0, fileBytes));
  for (let at = 0; at < objects.count; at++)
    await writeFile(path.join(origin.folder, `${at}.js`), script(at));
  const far = await startLink({ ...links.far, targetPort: origin.port });
  const relay = await startNginx({
    http: `upstream origin { server 127.0.0.1:${far.port}; keepalive 64; }
      proxy_cache_path ${folder}/cache levels=1:2 keys_zone=slices:20m max_size=2g inactive=1d use_temp_path=off;`,
    server: `
      location / {
        proxy_pass http://origin;
        slice 1m;
        proxy_cache slices;
        proxy_cache_key $uri$is_args$args$slice_range;
        proxy_set_header Range $slice_range;
        proxy_set_header Connection "";
        proxy_set_header Accept-Encoding "";
        proxy_cache_valid 200 206 1h;
        proxy_cache_lock on;
        proxy_http_version 1.1;
        proxy_max_temp_file_size 0;
        proxy_buffers 512 8k;
      }
      location /gzip/ {
        proxy_pass http://origin/;
        proxy_cache slices;
        proxy_cache_key gzip$uri;
        proxy_set_header Accept-Encoding "";
        proxy_set_header Connection "";
        proxy_cache_valid 200 1h;
        proxy_http_version 1.1;
        gzip on; gzip_types application/javascript; gzip_proxied any; gzip_min_length 256;
      }`,
  });
  closing.push(() => relay.close());
  const [direct, near] = await Promise.all([
    startLink({ ...links.direct, targetPort: origin.port }),
    startLink({ ...links.near, targetPort: relay.port }),
  ]);
  closing.push(
    () => direct.close(),
    () => near.close(),
    () => far.close(),
  );
  const [slow, fast] = [`http://127.0.0.1:${direct.port}`, `http://127.0.0.1:${near.port}`];
  const rows: [string, number][] = [];
  const whole = async (name: string, ...words: readonly string[]) =>
    rows.push([name, await get(`${slow}/file.bin`, words)]);
  const spec = `reverse:${fast}/=${slow}/#own`;
  await whole("one file of 24 MB, direct", "--route", "direct");
  await whole("over the relay, cold", "--route", "relay", "--relay", spec);
  await whole("over the relay, warm", "--route", "relay", "--relay", spec);
  const small: [string, number][] = [];
  small.push(["200 objects of 10 kB, direct", await page(slow, "/")]);
  small.push(["over the relay, cold", await page(fast, "/")]);
  small.push(["over the relay, warm", await page(fast, "/")]);
  await page(fast, "/gzip/");
  small.push(["over the relay, warm, compressed", await page(fast, "/gzip/")]);
  console.log("| what | seconds | times as fast as direct |\n|---|---|---|");
  for (const part of [rows, small]) {
    const first = part[0]?.[1] ?? 1;
    for (const [name, ms] of part)
      console.log(`| ${name} | ${(ms / 1000).toFixed(2)} | ${(first / ms).toFixed(1)} |`);
  }
}

/** A script as pages have them: words that repeat, and differ from object to object. */
function script(seed: number): string {
  let text = "";
  for (let at = 0; text.length < objects.bytes; at++)
    text += `export function part${(seed * 7919 + at * 31) % 9973}(value) { return value + ${at}; }\n`;
  return text.slice(0, objects.bytes);
}

/** Downloads by the built command line. Out: milliseconds. */
async function get(url: string, words: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [path.join(root, "out/cli/detour.js"), "get", url, "-o", `${folder}/${performance.now()}.bin`, ...words],
    { stdio: "ignore", env: { ...process.env, DETOUR_HOME: path.join(folder, "home") } },
  );
  const [status] = await once(child, "exit");
  if (status !== 0) throw new Error(`detour get ended with ${String(status)}`);
  return performance.now() - started;
}

/** Fetches all objects over six kept connections, as a browser does. Out: milliseconds. */
async function page(base: string, under: string): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: objects.connections });
  const started = performance.now();
  const names = Array.from({ length: objects.count }, (_, at) => `${under}${at}.js`);
  await Promise.all(
    names.map(async (name, at) => {
      const body = await fetchOne(new URL(name, base), agent);
      if (body !== script(at)) throw new Error(`${name} came altered`);
    }),
  );
  const ms = performance.now() - started;
  agent.destroy();
  return ms;
}

function fetchOne(url: URL, agent: http.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent, headers: { "accept-encoding": "gzip" } }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          const bytes = Buffer.concat(parts);
          resolve((response.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString());
        });
      })
      .on("error", reject);
  });
}
