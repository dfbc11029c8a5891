/** What `relay config` prints, run by the servers that it is for. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import tls, { connect as connectTls } from "node:tls";
import https from "node:https";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { relayConfig } from "../../electron/common/relay-config/relay-config.ts";
import type { RelayConfigRequest } from "../../electron/common/relay-config/request.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { need } from "../helpers/debian.ts";
import { startDns, type TestDns } from "../helpers/dns.ts";
import { fileOf, relaysFrom, startEngine } from "../helpers/engine.ts";
import { startNginx, type Nginx } from "../helpers/nginx.ts";
import { freePort } from "../helpers/ports.ts";
import { makeCertificates, type Certificates } from "../helpers/certificates.ts";
import { tempDir } from "../helpers/temp.ts";

const run = promisify(execFile);
const token = "a-token-of-32-letters-and-digits";
const size = 6_000_000;
const bytes = new SeededBytes("relay-config").slice(0, size);

let origin: Nginx;
let originPort: number;
let certificates: Certificates;
let dns: TestDns;

beforeAll(async () => {
  certificates = await makeCertificates(["origin.test", "relay.test", "127.0.0.1"]);
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), certificates.authorityPem]);
  originPort = await freePort();
  const files = path.join(certificates.folder, "files");
  await mkdir(files);
  await writeFile(path.join(files, "a b.bin"), bytes);
  origin = await startNginx({
    server: "return 404;",
    http: `
      log_format echo '$ssl_server_name $host $request_uri xff=$http_x_forwarded_for via=$http_via token=$http_x_relay_token auth=$http_proxy_authorization range=$http_range';
      server {
        listen 127.0.0.1:${originPort} ssl;
        ssl_certificate ${certificates.cert};
        ssl_certificate_key ${certificates.key};
        access_log echo.log echo;
        root ${files};
        location /echo { return 200 "$request_uri"; }
        location /away { return 302 https://elsewhere.test/x; }
        location /accel { add_header X-Accel-Redirect /secret; return 200 "as it is"; }
      }`,
  });
  dns = await startDns();
});
afterAll(async () => {
  await origin?.close();
  await dns?.close();
  await certificates?.close();
});

const echoLog = () => readFile(path.join(origin.folder, "echo.log"), "utf8");

function request(more: Pick<RelayConfigRequest, "kind" | "origins"> & Partial<RelayConfigRequest>) {
  return {
    domain: "relay.test",
    token,
    certificate: certificates.cert,
    key: certificates.key,
    authorities: certificates.authority,
    resolver: dns.address,
    originPorts: [originPort],
    ...more,
  };
}

/** nginx with a configuration's text, its logs and its cache in a folder of its own. */
async function startRelay(text: string, place: "http" | "main" = "http") {
  const nginx = await need("nginx", "nginx");
  const folder = await tempDir();
  const own = text
    .replaceAll("/var/log/nginx/", `${folder}/`)
    .replaceAll("/var/cache/nginx/", `${folder}/cache-`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(" ");
  const modules = place === "main" ? "load_module /usr/lib/nginx/modules/ngx_stream_module.so;" : "";
  if (place === "main") await need("/usr/lib/nginx/modules/ngx_stream_module.so", "libnginx-mod-stream");
  const config = path.join(folder, "nginx.conf");
  await writeFile(
    config,
    `daemon off; master_process off; pid ${folder}/pid; ${modules}
     events { worker_connections 1024; }
     ${place === "main" ? own : `http { access_log off; ${temporary} ${own} }`}`,
  );
  await start(spawn(nginx, ["-e", `${folder}/error.log`, "-c", config], { stdio: "ignore" }), text);
  return { folder, log: (name: string) => readFile(path.join(folder, name), "utf8").catch(() => "") };
}

/** Waits until the port that a text names is open; ends the process with the test. */
async function start(child: ChildProcess, text: string): Promise<void> {
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  });
  const port = Number(/(?:listen |relay\.test:|https_port )(\d+)/.exec(text)?.[1]);
  for (const until = performance.now() + 20_000; performance.now() < until;) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (await accepts(port)) return;
    await sleep(50);
  }
  throw new Error(`nobody listens on ${port}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** One request to a relay of ours on loopback, its certificate checked. */
function ask(
  port: number,
  target: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = https.request(
      {
        host: "127.0.0.1",
        port,
        path: target,
        method,
        headers: { host: `relay.test:${port}`, ...headers },
        servername: "relay.test",
        ca: certificates.authorityPem,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
        response.on("error", reject);
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

const withToken = { "x-relay-token": token };

test.each(["nginx", "caddy"] as const)(
  "%s: token, ranges, the path byte for byte, a server that is down, nothing told of the client",
  async (kind) => {
    const port = await freePort();
    const dead = await freePort();
    const config = relayConfig(
      request({ kind, port, origins: [`https://origin.test:${originPort}`, `https://origin.test:${dead}`] }),
    );
    const log = kind === "nginx" ? await startNginxText(config.text) : await startCaddy(config.text);
    expect((await ask(port, "/a%20b.bin")).status).toBe(404);
    expect((await ask(port, "/a%20b.bin", { "x-relay-token": "another-one" })).status).toBe(404);
    for (let count = 0; count < 4; count++) {
      const part = await ask(port, "/a%20b.bin?q=SECRET", { ...withToken, range: "bytes=100-199" });
      expect(part.status).toBe(206);
      expect(part.headers["content-range"]).toBe(`bytes 100-199/${size}`);
      expect(part.headers["etag"]).toBeDefined();
      expect(part.headers["x-relay-up"]).toMatch(/206$|^passed$/);
      expect(part.body.equals(bytes.subarray(100, 200))).toBe(true);
    }
    expect((await ask(port, "/a%20b.bin", withToken, "POST")).status).toBe(405);
    for (const target of ["/echo/a%2Fb", "/echo/a+b//c", "/echo/x?a=1?b=%20", "/echo/%E4%B8%AD'()*!;p=1"])
      expect((await ask(port, target, withToken)).body.toString()).toBe(target);
    expect((await ask(port, "/away", withToken)).headers["location"]).toBe("https://elsewhere.test/x");
    const seen = await echoLog();
    expect(seen).toContain("origin.test");
    expect(seen).not.toMatch(/xff=\d|token=a-token/);
    expect(await log()).not.toMatch(/SECRET|a-token/);
  },
);

async function startNginxText(text: string) {
  await need("nginx", "nginx");
  // nginx looks an upstream's name up at its start, in the system's own way: the test's name stands for loopback.
  const { log } = await startRelay(text.replaceAll(/server origin\.test:/g, "server 127.0.0.1:"));
  return () => log("detour-relay.log");
}

async function startCaddy(text: string) {
  const caddy = await need("caddy", "caddy");
  const folder = await tempDir();
  const file = path.join(folder, "Caddyfile");
  const here = text.replaceAll(/https:\/\/origin\.test:/g, "https://127.0.0.1:");
  await writeFile(file, `{\n\tadmin off\n\tauto_https off\n}\n${here}`);
  const child = spawn(caddy, ["run", "--config", file, "--adapter", "caddyfile"], {
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await start(child, text);
  return () =>
    Promise.resolve(
      said
        .split("\n")
        .filter((line) => line.includes("http.log.access"))
        .join("\n"),
    );
}

test("nginx: one address shares several servers' work, and one that dies is passed over at once", async () => {
  const served: string[] = [];
  const servers = await Promise.all(
    ["one", "two"].map(async (name) => {
      const port = await freePort();
      const server = await startNginx({
        server: "return 404;",
        http: `server {
          listen 127.0.0.1:${port} ssl;
          ssl_certificate ${certificates.cert};
          ssl_certificate_key ${certificates.key};
          location / { return 200 ${name}; }
        }`,
      });
      onTestFinished(() => server.close());
      return { port, server };
    }),
  );
  const port = await freePort();
  const origins = servers.map((one) => `https://origin.test:${one.port}`);
  await startNginxText(relayConfig(request({ kind: "nginx", port, origins })).text);
  const answer = async () => (await ask(port, "/", withToken)).body.toString();
  for (let count = 0; count < 8; count++) served.push(await answer());
  expect([served.filter((one) => one === "one").length, served.length]).toEqual([4, 8]);
  await servers[0]?.server.close();
  for (let count = 0; count < 8; count++) expect(await answer()).toBe("two");
});

test("nginx: TLS ends at the relay, and its origin is hidden: no name, address or certificate of it comes out", async () => {
  const port = await freePort();
  const config = relayConfig(request({ kind: "nginx", port, origins: [`http://127.0.0.1:${origin.port}`] }));
  await startRelay(config.text);
  const { status, headers } = await ask(port, "/", withToken);
  // The origin's own answer, over plain HTTP behind the relay.
  expect([status, headers["x-relay-up"]]).toEqual([404, "404"]);
  expect(JSON.stringify(headers)).not.toMatch(new RegExp(`origin|127\\.0|${origin.port}`));
  expect(headers["server"]).toBe("nginx");
});

test("nginx: compression for the web, where it is turned on, leaves parts as they are", async () => {
  const port = await freePort();
  const config = relayConfig(
    request({ kind: "nginx", port, origins: [`https://origin.test:${originPort}`] }),
  );
  const gzip = "gzip on; gzip_proxied any; gzip_types *;";
  expect(config.text).toContain("gzip off;");
  await startNginxText(config.text.replace("gzip off;", gzip));
  const headers = { ...withToken, "accept-encoding": "gzip" };
  const whole = await ask(port, "/a%20b.bin", headers);
  expect(whole.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(whole.body).equals(bytes)).toBe(true);
  const part = await ask(port, "/a%20b.bin", { ...headers, range: "bytes=0-99999" });
  expect([part.status, part.headers["content-encoding"]]).toEqual([206, undefined]);
  expect(part.body.equals(bytes.subarray(0, 100_000))).toBe(true);
});

test("nginx: an origin that asks for another file of its own server is not obeyed", async () => {
  const port = await freePort();
  const config = relayConfig(
    request({ kind: "nginx", port, origins: [`https://origin.test:${originPort}`] }),
  );
  await startNginxText(config.text);
  expect((await ask(port, "/accel", withToken)).body.toString()).toBe("as it is");
});

test("nginx --cache: the second time a slice comes from the relay, and all bytes are the same", async () => {
  const port = await freePort();
  const config = relayConfig(
    request({ kind: "nginx", port, cache: true, origins: [`https://origin.test:${originPort}`] }),
  );
  await startNginxText(config.text);
  const range = { ...withToken, range: "bytes=5000000-5000999" };
  const cold = await ask(port, "/a%20b.bin", range);
  const warm = await ask(port, "/a%20b.bin", range);
  expect([cold, warm].map(({ headers }) => headers["x-cache-status"])).toEqual(["MISS", "HIT"]);
  for (const { status, body } of [cold, warm]) {
    expect(status).toBe(206);
    expect(body.equals(bytes.subarray(5_000_000, 5_001_000))).toBe(true);
  }
  expect((await ask(port, "/a%20b.bin", withToken)).body.equals(bytes)).toBe(true);
  expect(await echoLog()).toContain("range=bytes=4194304-5242879");
});

test("nginx-generic: token in path or header, the list of hosts, other ports, nothing else", async () => {
  const port = await freePort();
  const config = relayConfig(request({ kind: "nginx-generic", port, origins: ["origin.test"] }));
  const { log } = await startRelay(config.text);
  const here = `origin.test:${originPort}`;
  const good = `/${token}/https/${here}/a%20b.bin?q=SECRET`;
  const part = await ask(port, good, { range: "bytes=0-9" });
  expect(part.status).toBe(206);
  expect(part.body.equals(bytes.subarray(0, 10))).toBe(true);
  expect((await ask(port, `/r/https/${here}/a%20b.bin`, { ...withToken, range: "bytes=0-9" })).status).toBe(
    206,
  );
  for (const [target, status] of [
    [`/r/https/${here}/a%20b.bin`, 404],
    [`/${token}/https/other.test:${originPort}/`, 403],
    [`/${token}/https/127.0.0.1:${originPort}/`, 403],
    [`/${token}/https/origin.test:22/`, 403],
    [`/${token}/https/origin.test@evil.test/`, 403],
    [`/${token}/ftp/${here}/`, 403],
  ] as const)
    expect([target, (await ask(port, target)).status]).toEqual([target, status]);
  expect((await ask(port, good, {}, "POST")).status).toBe(405);
  for (const rest of ["/echo/a%2Fb", "/echo/a+b//c", "/echo/x?a=1?b=%20", "/echo/%E4%B8%AD"])
    expect((await ask(port, `/${token}/https/${here}${rest}`)).body.toString()).toBe(rest);
  expect((await ask(port, `/${token}/https/${here}/away`)).headers["location"]).toBe(
    "https://elsewhere.test/x",
  );
  expect(await log("detour-relay.log")).toContain("https://origin.test");
  expect((await log("detour-relay.log")) + (await log("detour-relay-error.log"))).not.toMatch(
    /SECRET|a-token/,
  );
});

test("nginx-sni: the origin's own certificate comes through; other names are closed", async () => {
  const port = await freePort();
  const config = relayConfig(request({ kind: "nginx-sni", port, origins: ["origin.test"] }));
  await startRelay(config.text, "main");
  const handshake = (servername: string) =>
    new Promise<string>((resolve) => {
      const socket = connectTls(
        { port, host: "127.0.0.1", servername, ca: certificates.authorityPem },
        () => {
          resolve(socket.authorized ? "authorized" : "not authorized");
          socket.destroy();
        },
      );
      socket.on("error", () => resolve("closed"));
    });
  expect(await handshake("origin.test")).toBe("authorized");
  expect(await handshake("relay.test")).toBe("closed");
});

test("squid: a password, TLS to the proxy, the list of hosts, no network of its own", async () => {
  const port = await freePort();
  // Loopback is where the test's origin is: what keeps a relay's own network out is taken out here, and looked at below.
  const config = relayConfig(request({ kind: "squid", port, origins: ["origin.test"] }));
  expect(config.text).toMatch(/http_access deny detour_local[\s\S]*http_access allow detour_user/);
  const squid = await need("squid", "squid");
  const htpasswd = await need("htpasswd", "apache2-utils");
  const folder = await tempDir();
  await run("chmod", ["777", folder]);
  const passwords = path.join(folder, "passwd");
  await run(htpasswd, ["-bc", passwords, "detour", token]);
  await run("chmod", ["644", passwords]);
  const file = path.join(folder, "squid.conf");
  await writeFile(
    file,
    `${config.text.replace("http_access deny detour_local", "").replace("/etc/squid/detour.passwd", passwords)}
pid_filename ${folder}/squid.pid
cache_log ${folder}/cache.log
access_log stdio:${folder}/access.log
coredump_dir ${folder}
dns_nameservers 127.0.0.1
hosts_file ${folder}/hosts
shutdown_lifetime 1 seconds
`,
  );
  await writeFile(path.join(folder, "hosts"), "127.0.0.1 origin.test other.test\n");
  await start(spawn(squid, ["-N", "-f", file], { stdio: "ignore" }), config.text);
  const open = (host: string, words: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connectTls(
        { port, host: "127.0.0.1", servername: "relay.test", ca: certificates.authorityPem },
        () => socket.write(`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n${words}\r\n`),
      );
      socket.once("data", (chunk: Buffer) => {
        resolve(chunk.toString("latin1").split(" ")[1] ?? "");
        socket.destroy();
      });
      socket.once("error", reject);
    });
  const sign = `Proxy-Authorization: Basic ${Buffer.from(`detour:${token}`).toString("base64")}\r\n`;
  expect(await open(`origin.test:${originPort}`, sign)).toBe("200");
  expect(await open(`origin.test:${originPort}`, "")).toBe("407");
  expect(await open(`other.test:${originPort}`, sign)).toBe("403");
  expect(await open("origin.test:22", sign)).toBe("403");
  expect(await readFile(path.join(folder, "access.log"), "utf8")).not.toContain(token);
});

test("a download through the generic relay, by the spec that is printed", async () => {
  const port = await freePort();
  const config = relayConfig(request({ kind: "nginx-generic", port, origins: ["origin.test"] }));
  await startRelay(config.text);
  const { get } = await startEngine();
  // The relay is asked by its number: the test's names are known to the relay's DNS server alone.
  const relays = relaysFrom(config.spec.replace("relay.test", "127.0.0.1").replace("#own", "#own&name=mine"));
  const view = await get(`https://origin.test:${originPort}/a%20b.bin`, { relays, mode: "relay" });
  expect(view.failure).toBeNull();
  expect(view.routes).toMatchObject([{ route: "mine", bytes: size }]);
  expect((await fileOf(view)).equals(bytes)).toBe(true);
});
