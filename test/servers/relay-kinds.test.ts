/** Relays that connections go through, each by its real server: nginx passing TLS on, Squid, microsocks. */
import { execFile, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { relayConfig } from "../../electron/common/relay-config/relay-config.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { makeCertificates, type Certificates } from "../helpers/certificates.ts";
import { need } from "../helpers/debian.ts";
import { startDns, type TestDns } from "../helpers/dns.ts";
import { fileOf, relaysFrom, startEngine } from "../helpers/engine.ts";
import { oddPaths } from "../helpers/odd-paths.ts";
import { startNginx, type Nginx } from "../helpers/nginx.ts";
import { freePort } from "../helpers/ports.ts";
import { startServer } from "../helpers/processes.ts";
import { tempDir } from "../helpers/temp.ts";

const run = promisify(execFile);
const size = 12_000_000;
const bytes = new SeededBytes("kinds").slice(0, size);
const password = "a-password%of/mine:1";

let certificates: Certificates;
let dns: TestDns;
let origin: Nginx;
let tlsPort: number;
let echoed: () => Promise<string>;

beforeAll(async () => {
  certificates = await makeCertificates(["origin.test", "cdn.test", "relay.test", "127.0.0.1"]);
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), certificates.authorityPem]);
  dns = await startDns();
  tlsPort = await freePort();
  const files = certificates.folder;
  await writeFile(path.join(files, "file.bin"), bytes);
  const paths = `
    root ${files};
    location /echo { return 200 "$request_uri"; }
    location = /signed { return 302 $scheme://cdn.test:$server_port/file.bin?X-Sig=a%2Fb%2Bc&e=1; }
    location = /signed443 { return 302 https://cdn.test/file.bin?X-Sig=a%2Fb%2Bc&e=1; }`;
  origin = await startNginx({
    server: `${paths} access_log echo.log echo;`,
    http: `
      log_format echo '$scheme $http_host $request_uri auth=$http_proxy_authorization via=$http_via range=$http_range';
      server {
        listen 127.0.0.1:${tlsPort} ssl;
        ssl_certificate ${certificates.cert};
        ssl_certificate_key ${certificates.key};
        access_log echo.log echo;
        ${paths}
      }`,
  });
  echoed = () => readFile(path.join(origin.folder, "echo.log"), "utf8");
});
afterAll(async () => {
  await origin?.close();
  await dns?.close();
  await certificates?.close();
});

async function startSni(): Promise<string> {
  const nginx = await need("nginx", "nginx");
  const stream = "/usr/lib/nginx/modules/ngx_stream_module.so";
  await need(stream, "libnginx-mod-stream");
  const port = await freePort();
  const folder = await tempDir();
  const { text } = relayConfig({
    kind: "nginx-sni",
    domain: "relay.test",
    token: "0123456789abcdef",
    origins: ["origin.test", "cdn.test"],
    port,
    resolver: dns.address,
    // Clients mean port 443; the test's origin cannot have it.
    originPorts: [tlsPort],
  });
  const config = path.join(folder, "nginx.conf");
  await writeFile(
    config,
    `daemon off; master_process off; pid ${folder}/pid; load_module ${stream}; events {}
     ${text.replaceAll("/var/log/nginx", folder)}`,
  );
  await startServer(port, nginx, ["-e", `${folder}/error.log`, "-c", config]);
  return `sni://127.0.0.1:${port}`;
}

/** Squid, in the clear and with TLS to it. */
async function startSquid(more = ""): Promise<{
  readonly plain: number;
  readonly secure: number;
  log(): Promise<string>;
}> {
  const squid = await need("squid", "squid");
  const htpasswd = await need("htpasswd", "apache2-utils");
  const [plain, secure] = [await freePort(), await freePort()];
  const folder = await tempDir();
  await run("chmod", ["777", folder]);
  const at = (name: string) => path.join(folder, name);
  await run(htpasswd, ["-bc", at("passwd"), "me", password]);
  await run("chmod", ["644", at("passwd")]);
  await writeFile(at("hosts"), "127.0.0.1 origin.test cdn.test\n");
  await writeFile(
    at("squid.conf"),
    `http_port 127.0.0.1:${plain}
https_port 127.0.0.1:${secure} tls-cert=${certificates.cert} tls-key=${certificates.key}
auth_param basic program /usr/lib/squid/basic_ncsa_auth ${at("passwd")}
acl known proxy_auth REQUIRED
acl hosts dstdomain origin.test cdn.test
${more}
http_access deny !hosts
http_access allow known
http_access deny all
cache deny all
via off
range_offset_limit 0
hosts_file ${at("hosts")}
dns_nameservers 127.0.0.1
pid_filename ${at("pid")}
cache_log ${at("cache.log")}
access_log stdio:${at("access.log")}
coredump_dir ${folder}
shutdown_lifetime 1 seconds
`,
  );
  await startServer(plain, squid, ["-N", "-f", at("squid.conf")]);
  return { plain, secure, log: () => readFile(at("access.log"), "utf8").catch(() => "") };
}

async function startSocks(words: readonly string[] = []): Promise<number> {
  const microsocks = await need("microsocks", "microsocks");
  const port = await freePort();
  await startServer(port, microsocks, ["-i", "127.0.0.1", "-p", String(port), ...words]);
  return port;
}

const signIn = `me:${encodeURIComponent(password)}@`;

/** Downloads in mode relay, so that nothing else can have brought it. */
async function download(url: string, spec: string) {
  const { get } = await startEngine();
  return get(url, { relays: relaysFrom(`${spec}#own&name=mine`), mode: "relay", connections: 8 });
}

async function codes(url: string, spec: string): Promise<string | undefined> {
  return (await download(url, spec)).failure?.code;
}

/** What a download came to: whole and over the relay alone, or why not. */
async function outcome(url: string, spec: string): Promise<string> {
  const view = await download(url, spec);
  if (view.failure) return view.failure.message;
  const [route, ...others] = view.routes;
  const whole = (await fileOf(view)).equals(bytes) && route?.bytes === size && others.length === 0;
  return whole ? "whole" : "not whole";
}

describe("sni://", () => {
  test("brings the file end to end, over several connections", async () => {
    expect(await outcome("https://origin.test/file.bin", await startSni())).toBe("whole");
  });

  test("a redirect to another host goes through the same relay, its signature as it was", async () => {
    expect(await outcome("https://origin.test/signed443", await startSni())).toBe("whole");
    expect(await echoed()).toContain("https cdn.test /file.bin?X-Sig=a%2Fb%2Bc&e=1");
  });

  test("plain http, other ports and bare addresses are not covered", async () => {
    const spec = await startSni();
    for (const url of [`http://origin.test/x`, "https://origin.test:8443/x", "https://127.0.0.1/x"])
      expect((await download(url, spec)).failure?.code).toBe("not-covered");
  });

  test("a host that the relay does not carry to is the relay's refusal, not the origin's", async () => {
    const view = await download("https://elsewhere.test/file.bin", await startSni());
    expect(view.failure?.code).toBe("relay-cannot-reach");
  });
});

describe("http:// and https:// proxies", () => {
  test("https sources through CONNECT, http sources by their whole address; the proxy's password goes no further", async () => {
    const squid = await startSquid();
    const { plain, secure } = squid;
    expect(
      await outcome(`https://origin.test:${tlsPort}/file.bin`, `http://${signIn}127.0.0.1:${plain}`),
    ).toBe("whole");
    expect(
      await outcome(`http://origin.test:${origin.port}/file.bin`, `http://${signIn}127.0.0.1:${plain}`),
    ).toBe("whole");
    expect(
      await outcome(`https://origin.test:${tlsPort}/signed`, `https://${signIn}127.0.0.1:${secure}`),
    ).toBe("whole");
    expect(
      await outcome(`http://origin.test:${origin.port}/signed`, `https://${signIn}127.0.0.1:${secure}`),
    ).toBe("whole");
    const seen = await squid.log();
    expect(seen).toContain(`CONNECT origin.test:${tlsPort}`);
    expect(seen).toContain(`GET http://origin.test:${origin.port}/file.bin`);
    expect(await echoed()).not.toMatch(/auth=Basic/);
  });

  test("a wrong password, a host that is not allowed, and nobody there are told apart", async () => {
    const { plain } = await startSquid();
    const source = `https://origin.test:${tlsPort}/file.bin`;
    expect(await codes(source, `http://127.0.0.1:${plain}`)).toBe("relay-sign-in");
    expect(await codes(source, `http://me:wrong@127.0.0.1:${plain}`)).toBe("relay-sign-in");
    expect(await codes(`https://other.test:${tlsPort}/x`, `http://${signIn}127.0.0.1:${plain}`)).toBe(
      "relay-refused",
    );
    expect(await codes(source, `http://127.0.0.1:${await freePort()}`)).toBe("relay-unreachable");
    expect(await codes(`https://cdn.test:${await freePort()}/x`, `http://${signIn}127.0.0.1:${plain}`)).toBe(
      "relay-cannot-reach",
    );
  });

  test("a proxy that bears three connections is given three, though it refuses by the words of a forbidden host", async () => {
    const squid = await startSquid("acl many maxconn 3\nhttp_access deny many");
    const spec = `http://${signIn}127.0.0.1:${squid.plain}`;
    expect(await outcome(`https://origin.test:${tlsPort}/file.bin`, spec)).toBe("whole");
    expect(await squid.log()).toMatch(/TCP_DENIED\/403/);
  });

  test("a relay that is refused is left out by name, and the download goes on", async () => {
    const { plain } = await startSquid();
    const { get } = await startEngine();
    const view = await get(`https://127.0.0.1:${tlsPort}/file.bin`, {
      relays: relaysFrom(`http://me:wrong@127.0.0.1:${plain}#name=mine`),
      mode: "all",
    });
    expect(view.state).toBe("done");
    expect(view.routes.find(({ route }) => route === "mine")).toMatchObject({
      state: "out",
      problem: { code: expect.stringMatching(/^relay-(sign-in|refused)$/) },
    });
  });
});

describe("socks5:// and socks5h://", () => {
  test("https and http, with and without a password", async () => {
    const open = await startSocks();
    const locked = await startSocks(["-u", "me", "-P", password]);
    expect(await outcome(`https://127.0.0.1:${tlsPort}/file.bin`, `socks5h://127.0.0.1:${open}`)).toBe(
      "whole",
    );
    expect(await outcome(`http://127.0.0.1:${origin.port}/file.bin`, `socks5h://127.0.0.1:${open}`)).toBe(
      "whole",
    );
    expect(
      await outcome(`https://127.0.0.1:${tlsPort}/file.bin`, `socks5://${signIn}127.0.0.1:${locked}`),
    ).toBe("whole");
    // The name is looked up here, or there.
    expect(await outcome(`http://localhost:${origin.port}/file.bin`, `socks5://127.0.0.1:${open}`)).toBe(
      "whole",
    );
    expect(await outcome(`http://localhost:${origin.port}/file.bin`, `socks5h://127.0.0.1:${open}`)).toBe(
      "whole",
    );
  });

  test("no password, a wrong one, a server that is down, and one that is no proxy are told apart", async () => {
    const locked = await startSocks(["-u", "me", "-P", password]);
    const source = `https://127.0.0.1:${tlsPort}/file.bin`;
    expect(await codes(source, `socks5h://127.0.0.1:${locked}`)).toBe("relay-sign-in");
    expect(await codes(source, `socks5h://me:wrong@127.0.0.1:${locked}`)).toBe("relay-sign-in");
    expect(
      await codes(`http://127.0.0.1:${await freePort()}/x`, `socks5h://${signIn}127.0.0.1:${locked}`),
    ).toBe("relay-cannot-reach");
    expect(await codes(source, `socks5h://127.0.0.1:${origin.port}`)).toBe("relay-unreachable");
  });
});

describe("the path arrives byte for byte", () => {
  test("through each kind", async () => {
    const socks = await startSocks();
    const { plain } = await startSquid();
    const sni = await startSni();
    const ways = [
      [`http://127.0.0.1:${origin.port}`, `socks5h://127.0.0.1:${socks}`],
      [`http://origin.test:${origin.port}`, `http://${signIn}127.0.0.1:${plain}`],
      [`https://origin.test:${tlsPort}`, `http://${signIn}127.0.0.1:${plain}`],
      ["https://origin.test", sni],
    ] as const;
    for (const [base, spec] of ways) {
      for (const target of oddPaths) {
        const view = await download(base + target, spec);
        expect([spec, target, (await fileOf(view)).toString()]).toEqual([spec, target, target]);
      }
    }
  });
});

test("a relay that goes down midway is used again when it is back, and nothing is lost", async () => {
  const microsocks = await need("microsocks", "microsocks");
  const slow = await startNginx({ server: `root ${certificates.folder}; limit_rate 600k;` });
  onTestFinished(() => slow.close());
  const port = await freePort();
  const words = ["-i", "127.0.0.1", "-p", String(port)];
  const servers = [spawn(microsocks, words, { stdio: "ignore" })];
  onTestFinished(() => servers.forEach((server) => void server.kill("SIGKILL")));
  await sleep(300);
  const { get, engine } = await startEngine();
  const stop = engine.on("download", ({ bytes: came }) => {
    if (came < 2_000_000 || servers.length > 1) return;
    servers[0]?.kill("SIGKILL");
    setTimeout(() => servers.push(spawn(microsocks, words, { stdio: "ignore" })), 1000);
    stop();
  });
  const relays = relaysFrom(`socks5h://127.0.0.1:${port}#own&name=mine`);
  const view = await get(`${slow.base}/file.bin`, { relays, mode: "relay", connections: 4 });
  expect(view.failure).toBeNull();
  expect((await fileOf(view)).equals(bytes)).toBe(true);
  expect(servers).toHaveLength(2);
});

test("a relay with a certificate of its own is trusted by its fingerprint, and by no other", async () => {
  const { cert, key } = await selfMade();
  const port = await freePort();
  const relay = await startNginx({
    server: "return 404;",
    http: `server {
      listen 127.0.0.1:${port} ssl; ssl_certificate ${cert}; ssl_certificate_key ${key};
      location / { proxy_pass http://127.0.0.1:${origin.port}; proxy_set_header Host $http_host; proxy_http_version 1.1; }
    }`,
  });
  onTestFinished(() => relay.close());
  const { stdout } = await run("openssl", ["x509", "-in", cert, "-noout", "-fingerprint", "-sha256"]);
  const pin = (stdout.split("=")[1] ?? "").trim();
  const url = "http://origin.invalid/file.bin";
  const spec = `reverse:https://127.0.0.1:${port}/=http://origin.invalid/`;
  const get = async (more: string) => {
    const { get: fetch } = await startEngine();
    return fetch(url, { relays: relaysFrom(`${spec}#own&name=mine${more}`), mode: "relay" });
  };
  expect((await fileOf(await get(`&pin=sha256:${pin}`))).equals(bytes)).toBe(true);
  expect((await get("")).failure?.code).toBe("tls-failed");
  const other = `${pin.startsWith("00") ? "11" : "00"}${pin.slice(2)}`;
  expect((await get(`&pin=sha256:${other}`)).failure?.code).toBe("relay-untrusted");
});

async function selfMade(): Promise<{ readonly cert: string; readonly key: string }> {
  const folder = await tempDir();
  const [cert, key] = [path.join(folder, "cert.pem"), path.join(folder, "key.pem")];
  await run("openssl", [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=relay",
    "-keyout",
    key,
    "-out",
    cert,
  ]);
  return { cert, key };
}
