/** The gateway by programs that people use: curl over TLS, git, npm, apt, a player in Chromium. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import tls from "node:tls";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { parseRelaySpec } from "../../electron/common/relay-spec.ts";
import { systemClock } from "../../electron/engine/clock.ts";
import { startGateway, type Gateway, type GatewayOptions } from "../../electron/engine/gateway/gateway.ts";
import { silentLog } from "../../electron/engine/log.ts";
import { relayRoute } from "../../electron/engine/routes/create-route.ts";
import { direct } from "../../electron/engine/routes/direct.ts";
import type { Route } from "../../electron/engine/routes/route.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { makeCertificates, type Certificates } from "../helpers/certificates.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { need } from "../helpers/debian.ts";
import { startNginx, type Nginx } from "../helpers/nginx.ts";
import { freePort } from "../helpers/ports.ts";
import { startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";

const run = promisify(execFile);
const bytes = new SeededBytes("gateway").slice(0, 9_000_000);
let certificates: Certificates;
let web: Nginx;
let tlsPort: number;

beforeAll(async () => {
  certificates = await makeCertificates(["localhost", "127.0.0.1"]);
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), certificates.authorityPem]);
  tlsPort = await freePort();
  web = await startNginx({
    server: "root .; types { audio/wav wav; } default_type application/octet-stream;",
    http: `server { listen 127.0.0.1:${tlsPort} ssl; ssl_certificate ${certificates.cert};
      ssl_certificate_key ${certificates.key}; root .; }`,
  });
  await writeFile(path.join(web.folder, "file.bin"), bytes);
});
afterAll(async () => {
  await web?.close();
  await certificates?.close();
});

/** A gateway over these routes; it ends with the test. */
async function open(
  routes: readonly Route[] = [direct],
  more: Partial<GatewayOptions> = {},
): Promise<Gateway> {
  const gateway = await startGateway({
    roads: async () => ({ routes, mode: "auto" }),
    clock: systemClock,
    random: () => 0.5,
    log: silentLog,
    allowPrivate: true,
    tunnelPorts: [443, tlsPort],
    ...more,
  });
  onTestFinished(() => gateway.close());
  return gateway;
}
const relay = (spec: string) => relayRoute({ name: "relay", spec: parseRelaySpec(spec) });

test("curl through CONNECT: TLS ends at the origin, over the route that nobody can read", async () => {
  const curl = await need("curl", "curl");
  const microsocks = await need("microsocks", "microsocks");
  const socks = await freePort();
  await startServer(socks, microsocks, ["-i", "127.0.0.1", "-p", String(socks)]);
  const reader = relay(`reverse:${web.base}/=https://localhost:${tlsPort}/`);
  const gateway = await open([reader, relay(`socks5h://127.0.0.1:${socks}`), direct]);
  const file = path.join(await tempDir(), "file.bin");
  const words = ["-sS", "--cacert", certificates.authority, "-x", gateway.proxy, "-o", file];
  await run(curl, [...words, `https://localhost:${tlsPort}/file.bin`]);
  expect((await readFile(file)).equals(bytes)).toBe(true);
  const [flow] = gateway.flows();
  expect(flow).toMatchObject({ kind: "tunnel", method: "CONNECT", routes: ["relay"] });
  expect(flow?.bytes).toBeGreaterThan(bytes.length);
  // The dead relay is passed over; a user name and a password are asked for where they were set.
  const locked = await open([relay(`socks5h://127.0.0.1:${await freePort()}`), direct], {
    signIn: { user: "me", password: "p:w" },
  });
  const locks = [
    ...words.slice(0, 3),
    "-x",
    locked.proxy,
    "-o",
    file,
    `https://localhost:${tlsPort}/file.bin`,
  ];
  await expect(run(curl, locks)).rejects.toThrow(/407/);
  await run(curl, ["-U", "me:p:w", ...locks]);
  expect((await readFile(file)).equals(bytes)).toBe(true);
  expect(locked.flows().at(-1)?.routes).toEqual(["direct"]);
});

test("https by a gateway URL is split over routes, though the client speaks plain http to it", async () => {
  const gateway = await open();
  const answer = await fetch(`${gateway.url}/https/localhost:${tlsPort}/file.bin`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  expect(answer.headers.get("accept-ranges")).toBe("bytes");
  expect(answer.headers.get("via")).toMatch(/detour-/);
  expect(gateway.totals()).toMatchObject([{ route: "direct", bytes: bytes.length }]);
});

test("git clones over the proxy and over a gateway URL", async () => {
  const git = await need("git", "git");
  const folder = await tempDir();
  const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" };
  const work = path.join(folder, "work");
  await mkdir(work);
  const at = { cwd: work, env };
  await run(git, ["init", "-q", "-b", "main"], at);
  await writeFile(path.join(work, "large.bin"), bytes);
  await run(git, ["add", "."], at);
  await run(git, ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "one"], at);
  await run(git, ["clone", "-q", "--bare", work, path.join(web.folder, "repo.git")], { env });
  await run(git, ["update-server-info"], { cwd: path.join(web.folder, "repo.git"), env });
  const gateway = await open();
  await run(
    git,
    ["clone", "-q", `${gateway.url}/http/127.0.0.1:${web.port}/repo.git`, path.join(folder, "by-url")],
    {
      env,
    },
  );
  await run(
    git,
    [
      "-c",
      `http.proxy=${gateway.proxy}`,
      "clone",
      "-q",
      `${web.base}/repo.git`,
      path.join(folder, "by-proxy"),
    ],
    {
      env,
    },
  );
  for (const name of ["by-url", "by-proxy"])
    expect((await readFile(path.join(folder, name, "large.bin"))).equals(bytes)).toBe(true);
});

test("npm installs a package from a registry behind the proxy", async () => {
  const npm = await need("npm", "npm");
  const folder = await tempDir();
  const tarball = gzipSync(
    tar({
      "package/package.json": JSON.stringify({ name: "far-away", version: "1.0.0", main: "index.js" }),
      "package/index.js": "module.exports = 42;\n",
      "package/data.bin": bytes.subarray(0, 3_000_000).toString("latin1"),
    }),
  );
  const server = http.createServer((request, response) => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
    if (request.url === "/far-away")
      return void response.writeHead(200, { "content-type": "application/json" }).end(
        JSON.stringify({
          name: "far-away",
          "dist-tags": { latest: "1.0.0" },
          versions: {
            "1.0.0": {
              name: "far-away",
              version: "1.0.0",
              dist: { tarball: `${base}/far-away-1.0.0.tgz`, integrity },
            },
          },
        }),
      );
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    const start = Number(range?.[1] ?? 0);
    const end = range?.[2] ? Number(range[2]) + 1 : tarball.length;
    response.writeHead(range ? 206 : 200, {
      "accept-ranges": "bytes",
      etag: '"1"',
      "content-length": end - start,
      ...(range && { "content-range": `bytes ${start}-${end - 1}/${tarball.length}` }),
    });
    response.end(tarball.subarray(start, end));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const gateway = await open();
  await writeFile(path.join(folder, "package.json"), "{}");
  await run(
    npm,
    [
      "install",
      "far-away",
      "--no-audit",
      "--no-fund",
      "--proxy",
      gateway.proxy,
      "--registry",
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ],
    {
      cwd: folder,
      env: { PATH: process.env["PATH"], HOME: folder, npm_config_cache: path.join(folder, "cache") },
    },
  );
  expect(await readFile(path.join(folder, "node_modules/far-away/index.js"), "utf8")).toContain("42");
  expect(gateway.totals()[0]?.bytes).toBeGreaterThan(tarball.length);
}, 60_000);

test("apt fetches over the proxy", async () => {
  const helper = "/usr/lib/apt/apt-helper";
  await need(helper, "apt");
  const gateway = await open();
  const file = path.join(await tempDir(), "file.deb");
  await run(helper, [
    "-o",
    `Acquire::http::Proxy=${gateway.proxy}`,
    "download-file",
    `${web.base}/file.bin`,
    file,
  ]);
  expect((await readFile(file)).equals(bytes)).toBe(true);
  expect(gateway.flows().map(({ kind }) => kind)).toContain("proxy");
});

test("a player in Chromium plays from a gateway URL, and seeks; a download ends whole", async () => {
  const seconds = 90;
  await writeFile(path.join(web.folder, "tone.wav"), wav(seconds));
  const gateway = await open();
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ acceptDownloads: true });
  const page = await context.newPage();
  await page.goto(`${gateway.url}/http/127.0.0.1:${web.port}/tone.wav`);
  const played = await page.evaluate(async (total) => {
    const player = document.querySelector("video, audio") as HTMLMediaElement;
    player.muted = true;
    const until = (event: string) =>
      new Promise((resolve) => player.addEventListener(event, resolve, { once: true }));
    if (!(player.duration > 0)) await until("loadedmetadata");
    const places: number[] = [];
    for (const part of [0.9, 0.1, 0.5, 0.99, 0.3]) {
      const sought = until("seeked");
      player.currentTime = total * part;
      await sought;
      places.push(Math.round((player.currentTime / total) * 100) / 100);
    }
    return { duration: Math.round(player.duration), places, error: player.error?.message };
  }, seconds);
  expect(played).toEqual({ duration: seconds, places: [0.9, 0.1, 0.5, 0.99, 0.3], error: undefined });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.goto(`${gateway.url}/http/127.0.0.1:${web.port}/file.bin`).catch(() => undefined),
  ]);
  expect((await readFile((await download.path()) ?? "")).equals(bytes)).toBe(true);
}, 60_000);

/** Uncompressed sound: 44,100 samples of 16 bits a second. */
function wav(seconds: number): Buffer {
  const rate = 44_100;
  const head = Buffer.alloc(44);
  const data = new SeededBytes("tone").slice(0, rate * 2 * seconds);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** A tar archive of some texts (POSIX ustar). */
function tar(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const body = Buffer.from(text, "latin1");
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write("0000644\0", 100);
    head.write("0000000\0".repeat(2), 108);
    head.write(`${body.length.toString(8).padStart(11, "0")}\0`, 124);
    head.write("00000000000\0", 136);
    head.write("        0", 148);
    head.write("ustar\x0000", 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [head, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
