/** The gateway by real programs: curl, wget, aria2, and what it answers to who means harm. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync, truncateSync } from "node:fs";
import http from "node:http";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { need } from "../helpers/debian.ts";
import { startFaultServer, status, type FaultServer } from "../helpers/fault-server.ts";
import { startNginx, type Nginx } from "../helpers/nginx.ts";
import { sha256, sha256OfFile } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { startCli, type CliProcess } from "./process.ts";

const run = promisify(execFile);
const size = 12_000_000;
const place = newPlace();
let origin: FaultServer;
let relay: FaultServer;
let web: Nginx;
let gateway: CliProcess;
let url: string;
let proxy: string;
let curl: string;

beforeAll(async () => {
  curl = await need("curl", "curl");
  // A slow direct path, and a relay with a fast one to the same files.
  origin = await startFaultServer({ size, handle: () => ({ rate: 400_000 }) });
  relay = await startFaultServer({ size, handle: () => ({ rate: 1_500_000 }) });
  web = await startNginx({
    server: `root .; location = /moved { return 302 /there?a=%2Fb; } location = /there { return 200 "$request_uri\\n"; }
      location = /cookie { add_header Set-Cookie "sid=secret"; add_header X-Kept "yes"; return 200 "hello\\n"; }
      location = /teapot { return 418 "I am a teapot\\n"; }
      location = /echo { return 200 "$request_method $http_cookie|$http_authorization|$http_via|$http_referer\\n"; }`,
  });
  gateway = startCli(
    [
      "gateway",
      "--allow-private",
      "--json",
      "--relay",
      `reverse:${relay.base}/=${origin.base}/#own&name=Beijing`,
    ],
    place.env,
  );
  ({ url, proxy } = await gateway.line("gateway"));
}, 60_000);
afterAll(async () => {
  gateway.child.kill("SIGKILL");
  await gateway.ended;
  await Promise.all([origin.close(), relay.close(), web.close()]);
  place[Symbol.dispose]();
});

const through = (source: string) => `${url}/${source.replace("://", "/")}`;
const ask = async (...words: readonly string[]) => (await run(curl, ["-sS", ...words])).stdout;
const port = () => Number(new URL(url).port);
const token = () => new URL(url).pathname.slice(1);

describe("programs", () => {
  test("curl: the whole file over many lanes, by a gateway URL and by the proxy", async () => {
    const started = performance.now();
    for (const [words, name] of [
      [[through(origin.url)], "url.bin"],
      [["-x", proxy, origin.url], "proxy.bin"],
    ] as const) {
      await ask("-o", place.at(name), ...words);
      expect(sha256OfFile(place.at(name))).toBe(sha256(origin.bytes()));
    }
    // One connection over direct alone would take a minute for both.
    expect(performance.now() - started).toBeLessThan(40_000);
    expect(relay.requests.length).toBeGreaterThan(4);
  }, 90_000);

  test("curl: a range, the last bytes, a range behind the end, and a resumed download", async () => {
    const whole = origin.bytes();
    for (const [range, from, to] of [
      ["5000000-8999999", 5_000_000, 9_000_000],
      ["-1000", size - 1000, size],
      ["11999990-", size - 10, size],
    ] as const) {
      await ask("-r", range, "-o", place.at("range.bin"), through(origin.url));
      expect(readFileSync(place.at("range.bin")).equals(whole.subarray(from, to))).toBe(true);
    }
    const beyond = await ask(
      "-o",
      "/dev/null",
      "-w",
      "%{http_code} %header{content-range}",
      "-r",
      "99999999-",
      through(origin.url),
    );
    expect(beyond).toBe(`416 bytes */${size}`);
    await ask("-o", place.at("resume.bin"), through(origin.url));
    truncateSync(place.at("resume.bin"), 3_333_333);
    await ask("-C", "-", "-o", place.at("resume.bin"), through(origin.url));
    expect(sha256OfFile(place.at("resume.bin"))).toBe(sha256(whole));
  }, 90_000);

  test("curl: HEAD, HTTP/1.0, conditions and errors say what the origin says", async () => {
    const head = await ask("-I", through(origin.url));
    expect(head).toMatch(/^HTTP\/1\.1 200/);
    expect(head.toLowerCase()).toContain(`content-length: ${size}`);
    const old = await ask(
      "-0",
      "-o",
      place.at("old.bin"),
      "-w",
      "%{http_code}",
      through(`${web.base}/there`),
    );
    expect(old).toBe("200");
    const etag = /^etag: (.*)\r$/im.exec(head)?.[1] ?? "";
    expect(etag).not.toBe("");
    const fresh = await ask(
      "-o",
      "/dev/null",
      "-w",
      "%{http_code}",
      "-H",
      `If-None-Match: ${etag}`,
      through(origin.url),
    );
    expect(["200", "304"]).toContain(fresh);
    expect(await ask(through(`${web.base}/teapot`))).toBe("I am a teapot\n");
    expect(await ask("-o", "/dev/null", "-w", "%{http_code}", through(`${web.base}/teapot`))).toBe("418");
  });

  test("curl: a redirect stays on the gateway, and passes the proxy as it was", async () => {
    expect(await ask("-L", through(`${web.base}/moved`))).toBe("/there?a=%2Fb\n");
    const moved = await ask("-o", "/dev/null", "-w", "%{redirect_url}", through(`${web.base}/moved`));
    expect(moved).toBe(`${url}/http/127.0.0.1:${web.port}/there?a=%2Fb`);
    const passed = await ask("-x", proxy, "-o", "/dev/null", "-w", "%{redirect_url}", `${web.base}/moved`);
    expect(passed).toBe(`${web.base}/there?a=%2Fb`);
  });

  test("cookies of one origin never reach another through a gateway URL; sign-in data goes to its origin", async () => {
    const said = await ask("-i", through(`${web.base}/cookie`));
    expect(said).not.toMatch(/set-cookie/i);
    expect(said).toMatch(/X-Kept: yes/i);
    expect(await ask("-i", "-x", proxy, `${web.base}/cookie`)).toMatch(/Set-Cookie: sid=secret/i);
    const echoed = await ask(
      "-b",
      "sid=of-another",
      "-u",
      "me:pw",
      "-e",
      `${url}/https/other.example/private`,
      through(`${web.base}/echo`),
    );
    expect(echoed).toMatch(/^GET \|Basic bWU6cHc=\|1\.1 detour-[0-9a-f]{12}\|\n$/);
    const posted = await ask("-d", "a=b", "-X", "POST", through(`${web.base}/echo`));
    expect(posted).toMatch(/^POST /);
  });

  test("wget and aria2c -x16 have the whole file", async () => {
    const wget = await need("wget", "wget");
    const aria2 = await need("aria2c", "aria2");
    await run(wget, ["-q", "-O", place.at("wget.bin"), through(origin.url)]);
    expect(sha256OfFile(place.at("wget.bin"))).toBe(sha256(origin.bytes()));
    await run(aria2, [
      "-q",
      "-x16",
      "-s16",
      "-k1M",
      "-d",
      place.folder,
      "-o",
      "aria2.bin",
      through(origin.url),
    ]);
    expect(sha256OfFile(place.at("aria2.bin"))).toBe(sha256(origin.bytes()));
  }, 120_000);

  test("CONNECT leads to port 443 alone", async () => {
    expect(
      await raw(`CONNECT 127.0.0.1:${web.port} HTTP/1.1\r\nHost: x\r\n\r\n`, new URL(proxy).port),
    ).toContain(" 403 ");
  });
});

/** Sends bytes as they are to one of the gateway's ports. Out: the first line that came; "" where nothing did. */
function raw(text: string, at: string | number = port(), host = "127.0.0.1"): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(at), host);
    let said = "";
    socket.setTimeout(12_000, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      said += chunk.toString("latin1");
      if (said.includes("\r\n\r\n")) socket.destroy();
    });
    socket.on("error", () => undefined);
    socket.once("close", () => resolve(said.split("\r\n", 1)[0] ?? ""));
    socket.write(text, "latin1");
  });
}

const host = () => `Host: 127.0.0.1:${port()}\r\n`;
const target = () => `/${token()}/http/127.0.0.1:${web.port}/there`;

const line = (more = "") => `GET ${target()}${more} HTTP/1.1\r\n`;

describe("who means harm", () => {
  const attacks: readonly [string, () => string, RegExp][] = [
    ["the honest request", () => `${line()}${host()}\r\n`, /200/],
    ["another name for this machine", () => `${line()}Host: localhost.evil.com:${port()}\r\n\r\n`, /421/],
    ["a name that begins like it", () => `${line()}Host: 127.0.0.1.evil.com:${port()}\r\n\r\n`, /421/],
    ["no port", () => `${line()}Host: 127.0.0.1\r\n\r\n`, /421/],
    ["an empty Host", () => `${line()}Host: \r\n\r\n`, /400|421/],
    ["two Hosts", () => `${line()}${host()}Host: evil.com\r\n\r\n`, /400/],
    ["no Host", () => `${line()}\r\n`, /400/],
    ["no Host, HTTP/1.0", () => `GET ${target()} HTTP/1.0\r\n\r\n`, /421/],
    ["HTTP/0.9", () => `GET ${target()}\r\n\r\n`, /400|421|505|^$/],
    [
      "a wrong token",
      () => `GET /0123456789abcdef/http/127.0.0.1:${web.port}/there HTTP/1.1\r\n${host()}\r\n`,
      /404/,
    ],
    ["no token", () => `GET /http/127.0.0.1:${web.port}/there HTTP/1.1\r\n${host()}\r\n`, /404/],
    ["a page on another site", () => `${line()}${host()}Origin: https://evil.com\r\n\r\n`, /403/],
    ["an image on another site", () => `${line()}${host()}Sec-Fetch-Site: cross-site\r\n\r\n`, /403/],
    [
      "X-Forwarded-Host",
      () => `${line()}Host: evil.com\r\nX-Forwarded-Host: 127.0.0.1:${port()}\r\n\r\n`,
      /421/,
    ],
    ["absolute form", () => `GET http://127.0.0.1:${port()}${target()} HTTP/1.1\r\n${host()}\r\n`, /404/],
    ["a file", () => `GET /${token()}/file/etc/passwd HTTP/1.1\r\n${host()}\r\n`, /404/],
    ["a user name", () => `GET /${token()}/http/a@127.0.0.1:${web.port}/x HTTP/1.1\r\n${host()}\r\n`, /400/],
    ["itself", () => `GET /${token()}/http/127.0.0.1:${port()}/x HTTP/1.1\r\n${host()}\r\n`, /403/],
    [
      "itself by a number",
      () => `GET /${token()}/http/2130706433:${port()}/x HTTP/1.1\r\n${host()}\r\n`,
      /403/,
    ],
    [
      "itself by its proxy",
      () => `GET /${token()}/http/localhost:${new URL(proxy).port}/x HTTP/1.1\r\n${host()}\r\n`,
      /403/,
    ],
    [
      "length and chunks",
      () =>
        `POST ${target()} HTTP/1.1\r\n${host()}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      /400/,
    ],
    [
      "two lengths",
      () => `POST ${target()} HTTP/1.1\r\n${host()}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`,
      /400/,
    ],
    ["lengths in one", () => `POST ${target()} HTTP/1.1\r\n${host()}Content-Length: 3, 3\r\n\r\nabc`, /400/],
    [
      "another coding",
      () => `POST ${target()} HTTP/1.1\r\n${host()}Transfer-Encoding: xchunked\r\n\r\n`,
      /400|501/,
    ],
    [
      "a coding after chunks",
      () => `POST ${target()} HTTP/1.1\r\n${host()}Transfer-Encoding: chunked, identity\r\n\r\n`,
      /400/,
    ],
    ["a space before the colon", () => `${line()}${host()}X : y\r\n\r\n`, /400/],
    ["a folded header", () => `${line()}${host()}X: y\r\n z\r\n\r\n`, /400|200/],
    ["a bare line feed", () => `${line()}${host()}X: a\nY: b\r\n\r\n`, /400/],
    ["a null byte", () => `${line()}${host()}X: a\0b\r\n\r\n`, /400/],
    ["a header of 100 kB", () => `${line()}${host()}X: ${"a".repeat(100_000)}\r\n\r\n`, /431|400/],
    ["a fragment", () => `${line("#x")}${host()}\r\n`, /400/],
    ["an upgrade", () => `${line()}${host()}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, /501/],
    ["TRACE", () => `TRACE ${target()} HTTP/1.1\r\n${host()}\r\n`, /405/],
    ["CONNECT at the wrong door", () => `CONNECT evil.com:443 HTTP/1.1\r\n${host()}\r\n`, /405/],
  ];
  test.each(attacks)("%s", async (_name, text, answer) => {
    expect(await raw(text())).toMatch(answer);
  });

  const atProxy: readonly [string, () => string, RegExp][] = [
    ["the honest request", () => `GET ${web.base}/there HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n`, /200/],
    ["origin form", () => `GET /there HTTP/1.1\r\n${host()}\r\n`, /400/],
    ["https by its whole address", () => `GET https://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n`, /400/],
    ["a file", () => `GET file:///etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n`, /400/],
    ["a user name", () => `GET http://a:b@127.0.0.1:${web.port}/x HTTP/1.1\r\nHost: x\r\n\r\n`, /400/],
    ["itself", () => `GET http://127.0.0.1:${new URL(proxy).port}/x HTTP/1.1\r\nHost: x\r\n\r\n`, /403/],
    ["CONNECT without a port", () => "CONNECT evil.com HTTP/1.1\r\nHost: evil.com\r\n\r\n", /400/],
    ["CONNECT with a path", () => "CONNECT evil.com:443/x HTTP/1.1\r\nHost: evil.com\r\n\r\n", /400/],
    ["CONNECT with a user name", () => "CONNECT a@evil.com:443 HTTP/1.1\r\nHost: evil.com\r\n\r\n", /400/],
    ["CONNECT to a mail server", () => "CONNECT evil.com:25 HTTP/1.1\r\nHost: evil.com\r\n\r\n", /403/],
    [
      "CONNECT with a body",
      () => "CONNECT evil.com:443 HTTP/1.1\r\nHost: evil.com\r\nContent-Length: 3\r\n\r\nabc",
      /400/,
    ],
    ["CONNECT, HTTP/1.0", () => "CONNECT evil.com:443 HTTP/1.0\r\nHost: evil.com\r\n\r\n", /400/],
  ];
  test.each(atProxy)("at the proxy: %s", async (_name, text, answer) => {
    expect(await raw(text(), new URL(proxy).port)).toMatch(answer);
  });

  test("a loop through another gateway is noticed by Via", async () => {
    const said = await ask("-x", proxy, `${web.base}/echo`);
    const via = /\|1\.1 (detour-\w+)\|/.exec(said)?.[1] ?? "";
    const again = await ask(
      "-x",
      proxy,
      "-o",
      "/dev/null",
      "-w",
      "%{http_code}",
      "-H",
      `Via: 1.1 ${via}`,
      `${web.base}/echo`,
    );
    expect(again).toBe("508");
  });

  test("it listens on the loopback addresses alone", async () => {
    expect(await raw(`${line()}Host: [::1]:${port()}\r\n\r\n`, port(), "::1")).toMatch(/200|^$/);
    const addresses = readFileSync("/proc/net/tcp", "utf8")
      .split("\n")
      .map((row) => row.trim().split(/\s+/)[1] ?? "");
    const hex = port().toString(16).toUpperCase().padStart(4, "0");
    expect(
      addresses.filter((address) => address.endsWith(`:${hex}`) && address.startsWith("00000000")),
    ).toEqual([]);
  });
});

test("--limit holds for all that comes through it; what is no rate is refused", async () => {
  const limited = startCli(["gateway", "--allow-private", "--json", "--limit", "1M"], place.env);
  const ready = await limited.line("gateway");
  const quick = await startFaultServer({ size: 4_000_000 });
  const at = performance.now();
  await ask("-o", place.at("limited.bin"), `${ready.url}/${quick.url.replace("://", "/")}`);
  expect(performance.now() - at).toBeGreaterThan(3500);
  expect(sha256OfFile(place.at("limited.bin"))).toBe(sha256(quick.bytes()));
  limited.child.kill("SIGINT");
  expect(await limited.ended).toMatchObject({ status: 0 });
  await quick.close();
  const refused = await startCli(["gateway", "--limit", "fast"], place.env).ended;
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain("--limit");
}, 30_000);

test("without --allow-private nothing of this machine or its network is reached, by whatever name", async () => {
  using other = newPlace();
  const closed = startCli(["gateway", "--json"], other.env);
  const ready = await closed.line("gateway");
  const answers: string[] = [];
  for (const host of [
    `127.0.0.1:${web.port}`,
    `localhost:${web.port}`,
    `0x7f.1:${web.port}`,
    `2130706433:${web.port}`,
    `[::1]:${web.port}`,
    `[::127.0.0.1]:${web.port}`,
    `[::ffff:127.0.0.1]:${web.port}`,
    "169.254.169.254",
    "10.0.0.1",
    "192.168.1.1",
  ])
    answers.push(
      await ask("-o", "/dev/null", "-w", "%{http_code}", "-g", "-m", "20", `${ready.url}/http/${host}/there`),
    );
  expect(new Set(answers)).toEqual(new Set(["403"]));
  const tunnel = await raw("CONNECT 127.0.0.1:443 HTTP/1.1\r\nHost: x\r\n\r\n", new URL(ready.proxy).port);
  expect(tunnel).toMatch(/403/);
  closed.child.kill("SIGINT");
  expect((await closed.ended).status).toBe(0);
});

test("an origin that breaks off midway: the client's connection breaks off too", async () => {
  const broken = await startFaultServer({
    size: 3_000_000,
    handle: ({ index }) => (index === 0 ? { cut: { at: 700_000, by: "reset" } } : status(503)),
  });
  const ended = await run(curl, [
    "-sS",
    "-o",
    place.at("cut.bin"),
    "-w",
    "%{http_code}",
    through(broken.url),
  ]).then(
    () => "whole",
    (error: { readonly code?: number }) => `curl ${error.code}`,
  );
  await broken.close();
  expect(ended).toMatch(/^curl (18|56)$/);
});

/** Descriptors that the gateway holds. */
const sockets = () => readdirSync(`/proc/${gateway.child.pid}/fd`).length;

/** A client that leaves with the first bytes. */
async function hurried(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const asked = http.get(through(origin.url), { agent: false }, (response) => {
    response.once("data", () => asked.destroy());
  });
  asked.on("error", () => undefined);
  asked.once("close", () => resolve());
  await promise;
}

test("clients that leave take everything with them", async () => {
  await sleep(500);
  const before = sockets();
  for (let batch = 0; batch < 20; batch++) await Promise.all(Array.from({ length: 10 }, hurried));
  await expect.poll(sockets, { timeout: 20_000 }).toBeLessThan(before + 80);
  expect(existsSync(path.join(place.folder, "url.bin"))).toBe(true);
}, 90_000);
