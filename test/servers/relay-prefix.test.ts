/** Relays that take the address in a path, by real servers: nginx in the way of gh-proxy, nginx under a path, HAProxy. */
import { readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { survivesRewriting } from "../../electron/engine/routes/reverse.ts";
import { need } from "../helpers/debian.ts";
import { fileOf, relaysFrom, startEngine } from "../helpers/engine.ts";
import { oddPaths } from "../helpers/odd-paths.ts";
import { startNginx, type Nginx } from "../helpers/nginx.ts";
import { freePort } from "../helpers/ports.ts";
import { startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";

const size = 9_000_000;
const bytes = new SeededBytes("prefix").slice(0, size);
let origin: Nginx;
let storage: Nginx;
/** Takes `/https://host/path` and `/http:/host/path`, as public ones for releases do. */
let ghproxy: Nginx;

beforeAll(async () => {
  // The second host, with signed addresses that hold for a moment: the shape of GitHub's releases.
  storage = await startNginx({
    server: `root .; location = /release.bin { if ($arg_sig != "a/b+c") { return 403; } }
      location = /echo2 { return 200 "$request_uri"; }`,
  });
  await writeFile(path.join(storage.folder, "release.bin"), bytes);
  origin = await startNginx({
    server: `root .; merge_slashes off;
      location /echo { return 200 "$request_uri"; }
      location = /releases/download/v1/file.bin { return 302 ${storage.base}/release.bin?sig=a/b+c&exp=%2F1; }`,
  });
  await writeFile(path.join(origin.folder, "file.bin"), bytes);
  ghproxy = await startNginx({
    http: `
      map $request_uri $to_host { default ""; "~^/https?:/{1,2}(?<h>[^/?]+)" $h; }
      map $request_uri $to_rest { default "/"; "~^/https?:/{1,2}[^/?]+(?<r>[/?].*)$" $r; }`,
    server: `merge_slashes off;
      location / {
        if ($to_host = "") { return 200 "<html>Paste an address</html>"; }
        proxy_pass http://$to_host$to_rest; proxy_http_version 1.1; proxy_set_header Host $to_host;
        proxy_redirect ~^(?<to>https?://.*)$ $scheme://$http_host/$to;
      }`,
  });
});
afterAll(async () => {
  await Promise.all([origin?.close(), storage?.close(), ghproxy?.close()]);
});

async function over(spec: string, url: string) {
  const { get } = await startEngine();
  return get(url, { relays: relaysFrom(`${spec}#own&name=mine`), mode: "relay" });
}

describe("a prefix before the whole address", () => {
  test("all twelve addresses arrive byte for byte", async () => {
    for (const target of oddPaths) {
      const view = await over(`prefix:${ghproxy.base}/{url}`, origin.base + target);
      expect([target, (await fileOf(view)).toString()]).toEqual([target, target]);
    }
  });

  test("a release's redirect to a signed address on another host goes through the relay, as it was", async () => {
    const view = await over(`prefix:${ghproxy.base}/{url}`, `${origin.base}/releases/download/v1/file.bin`);
    expect(view.failure).toBeNull();
    expect((await fileOf(view)).equals(bytes)).toBe(true);
    const asked = await readFile(path.join(storage.folder, "access.log"), "utf8").catch(() => "");
    expect(asked).toContain("/release.bin?sig=a/b+c&exp=%2F1");
  });

  test("its own page, with status 200, does not pass for the file where direct has it", async () => {
    const { get } = await startEngine();
    const view = await get(`${origin.base}/file.bin`, {
      relays: relaysFrom(`prefix:${ghproxy.base}/page?u={url_enc}#name=page`),
      mode: "all",
    });
    expect((await fileOf(view)).equals(bytes)).toBe(true);
    expect(view.routes.find(({ route }) => route === "page")).toMatchObject({ state: "out", bytes: 0 });
  });
});

describe("a reverse proxy under a path of its own", () => {
  test("an address that it would write anew is left to others by name; plain ones go through", async () => {
    const under = await startNginx({
      server: `location /tokyo/ { proxy_pass ${origin.base}/; proxy_http_version 1.1; }`,
    });
    const spec = `reverse:${under.base}/tokyo/=${origin.base}/`;
    // What it would have made of them, asked by hand.
    expect(await (await fetch(`${under.base}/tokyo/echo/a%2Fb`)).text()).toBe("/echo/a/b");
    for (const target of ["/echo/a%2Fb", "/echo/a//b", "//echo"]) {
      const view = await over(spec, origin.base + target);
      expect([target, view.failure?.code]).toEqual([target, "path-altered"]);
    }
    for (const target of ["/echo/x?u=https://h//p%2F", "/echo/a%20b"]) {
      const view = await over(spec, origin.base + target);
      expect((await fileOf(view)).toString()).toBe(target);
    }
    await under.close();
  });

  test("whatever byte it would write anew is foreseen, of all bytes, escaped and plain", async () => {
    const under = await startNginx({
      server: `location /tokyo/ { proxy_pass ${origin.base}/; proxy_http_version 1.1; }`,
    });
    const bytesOf = Array.from({ length: 255 }, (_none, at) => at + 1);
    const escaped = bytesOf.flatMap((byte) => [`%${hex(byte).toUpperCase()}`, `%${hex(byte)}`]);
    const plain = bytesOf
      .filter((byte) => byte > 0x20 && byte < 0x7f)
      .map((byte) => String.fromCharCode(byte))
      .filter((one) => new URL(`http://h/a${one}b`).pathname === `/a${one}b`);
    const altered: string[] = [];
    const unforeseen: string[] = [];
    for (const piece of new Set([...escaped, ...plain])) {
      const target = `/echo/a${piece}b`;
      const answer = await rawGet(`${under.base}/tokyo${target}`);
      if (answer === target) continue;
      altered.push(piece);
      if (survivesRewriting(target.slice(1))) unforeseen.push(piece);
    }
    expect(altered).toEqual(expect.arrayContaining(["%2F", "%2B", "%7E", "%c3"]));
    expect(unforeseen).toEqual([]);
    await under.close();
  });
});

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** Asks for an address byte for byte, which `fetch` might write anew itself. */
async function rawGet(url: string): Promise<string> {
  const { origin: base } = new URL(url);
  return new Promise((resolve, reject) => {
    http.get(base, { path: url.slice(base.length) }, (answer) => resolve(text(answer))).on("error", reject);
  });
}

test("HAProxy in front of the origin: the file, and all addresses byte for byte", async () => {
  const haproxy = await need("haproxy", "haproxy");
  const port = await freePort();
  const folder = await tempDir();
  const config = path.join(folder, "haproxy.cfg");
  await writeFile(
    config,
    `global
  maxconn 200
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend relay
  bind 127.0.0.1:${port}
  default_backend origin
backend origin
  http-reuse always
  server one 127.0.0.1:${origin.port}
`,
  );
  await startServer(port, haproxy, ["-db", "-f", config]);
  const spec = `reverse:http://127.0.0.1:${port}/=${origin.base}/`;
  const view = await over(spec, `${origin.base}/file.bin`);
  expect((await fileOf(view)).equals(bytes)).toBe(true);
  for (const target of oddPaths) {
    const echoed = await over(spec, origin.base + target);
    expect([target, (await fileOf(echoed)).toString()]).toEqual([target, target]);
  }
});
