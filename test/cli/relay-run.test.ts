/** `relay run`: a relay of our own, and what it answers to who means harm. */
import { connect, type Socket } from "node:net";
import { readdirSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { makeCertificates } from "../helpers/certificates.ts";
import { startFaultServer, type FaultServer } from "../helpers/fault-server.ts";
import { selfSigned } from "../helpers/self-signed.ts";
import { sha256, sha256OfFile } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { readLines, runCli, startCli, type CliProcess } from "./process.ts";

const place = newPlace();
const token = "0123456789abcdef-TOKEN";
let origin: FaultServer;
let relay: CliProcess;
let port: number;
let spec: string;

beforeAll(async () => {
  origin = await startFaultServer({ size: 3_000_000 });
  relay = startCli(
    [
      "relay",
      "run",
      "--listen",
      "127.0.0.1:0",
      "--token",
      token,
      "--allow-private",
      "--allow",
      `127.0.0.1:${origin.port}`,
      "--allow",
      ".files.test",
      "--max-per-client",
      "40",
      "--json",
    ],
    place.env,
  );
  const ready = await relay.line("relay");
  ({ spec } = ready);
  port = Number(new URL(ready.url).port);
});
afterAll(async () => {
  relay.child.kill("SIGKILL");
  await relay.ended;
  await origin.close();
  place[Symbol.dispose]();
});

const closed = (socket: Socket) => new Promise((resolve) => socket.once("close", resolve));

/** Sends bytes as they are. Out: the status that came; "closed" where nothing did. */
async function raw(text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(15_000, () => socket.destroy());
  let said = "";
  socket.on("data", (chunk: Buffer) => {
    said += chunk.toString("latin1");
    if (said.includes("\r\n\r\n")) socket.destroy();
  });
  socket.on("error", () => undefined);
  socket.write(text, "latin1");
  await closed(socket);
  return said.split(" ")[1] ?? "closed";
}

const descriptors = () => readdirSync(`/proc/${relay.child.pid}/fd`).length;
const here = () => `127.0.0.1:${origin.port}`;
const get = (target: string, more = "", line = "GET") =>
  `${line} ${target} HTTP/1.1\r\nHost: relay\r\n${more}\r\n`;

test("brings a file by the spec that it printed, and logs neither token nor path", async () => {
  const words = ["get", `${origin.base}/a%2Fb/secret-name.bin?q=1`, "--relay", spec, "--route", "relay"];
  const { status, stdout } = await runCli([...words, "-o", place.at("f.bin"), "--json"], place.env);
  expect([status, readLines(stdout).last.event]).toEqual([0, "done"]);
  expect(sha256OfFile(place.at("f.bin"))).toBe(sha256(origin.bytes()));
  expect(origin.requests.every(({ url }) => url === "/a%2Fb/secret-name.bin?q=1")).toBe(true);
  // Neither the relay's token nor the client's address goes on to the origin.
  expect(JSON.stringify(origin.requests.map(({ headers }) => headers))).not.toMatch(/TOKEN|x-forwarded/i);
});

test.each<[string, () => string, string]>([
  ["no token", () => get(`/r/http/${here()}/file.bin`), "404"],
  ["a wrong token", () => get(`/0123456789abcdef-WRONG/http/${here()}/file.bin`), "404"],
  [
    "the token in a header",
    () => get(`/r/http/${here()}/file.bin`, `X-Relay-Token: ${token}\r\n`, "HEAD"),
    "200",
  ],
  ["a host that is not on the list", () => get(`/${token}/http/other.test/`), "403"],
  ["a host on the list behind a user name", () => get(`/${token}/http/${here()}@evil.test/`), "403"],
  ["another port", () => get(`/${token}/http/127.0.0.1:1/`), "403"],
  ["the machine's address as one number", () => get(`/${token}/http/2130706433:1/`), "403"],
  ["another scheme", () => get(`/${token}/ftp/${here()}/`), "403"],
  ["another method", () => get(`/${token}/http/${here()}/`, "", "POST"), "405"],
  ["OPTIONS", () => get(`/${token}/http/${here()}/`, "", "OPTIONS"), "405"],
  ["CONNECT", () => `CONNECT ${here()} HTTP/1.1\r\nHost: ${here()}\r\n\r\n`, "404"],
  ["the whole address, as to a proxy", () => get(`http://${here()}/file.bin`), "404"],
  ["HTTP/1.0", () => `GET /${token}/http/${here()}/ HTTP/1.0\r\nHost: a\r\n\r\n`, "505"],
  ["no Host", () => `GET /${token}/http/${here()}/ HTTP/1.1\r\n\r\n`, "400"],
  ["two Hosts", () => get(`/${token}/http/${here()}/`, "Host: b\r\n"), "400"],
  [
    "two lengths",
    () => get(`/${token}/http/${here()}/`, "Content-Length: 1\r\nContent-Length: 2\r\n"),
    "400",
  ],
  [
    "a length and a coding",
    () => get(`/${token}/http/${here()}/`, "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
    "400",
  ],
  ["a body", () => get(`/${token}/http/${here()}/`, "Content-Length: 1\r\n"), "400"],
  ["a space in a header's name", () => get(`/${token}/http/${here()}/`, "X-A : b\r\n"), "400"],
  ["a header that is folded", () => get(`/${token}/http/${here()}/`, "X-A: b\r\n c\r\n"), "400"],
  ["a line that ends in LF alone", () => `GET /${token}/http/${here()}/ HTTP/1.1\nHost: a\n\n`, "400"],
  ["headers without end", () => get(`/${token}/http/${here()}/`, `X-A: ${"a".repeat(20_000)}\r\n`), "431"],
  ["no HTTP at all", () => "\u0016\u0003\u0001\r\n\r\n", "400"],
])("%s", async (_, text, status) => {
  expect(await raw(text())).toBe(status);
});

test("an answer that is cut never looks whole", async () => {
  // Nothing but its end ends this body: a quiet end would make it whole.
  origin.script(() => ({ framing: "close", cut: { at: 100_000, by: "reset" } }));
  const socket = connect(port, "127.0.0.1");
  let came = 0;
  let failed = false;
  socket.on("data", (chunk: Buffer) => (came += chunk.length));
  socket.on("error", () => (failed = true));
  socket.write(get(`/${token}/http/${here()}/file.bin`));
  await closed(socket);
  origin.script(undefined);
  expect(came).toBeLessThan(3_000_000);
  expect(failed).toBe(true);
});

test("more of one client than it may have are told when to come back", async () => {
  origin.script(() => ({ rate: 20_000 }));
  const sockets = Array.from({ length: 40 }, () => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(get(`/${token}/http/${here()}/file.bin`));
    return socket;
  });
  await expect.poll(() => raw(get(`/${token}/http/${here()}/file.bin`)), { timeout: 10_000 }).toBe("429");
  for (const socket of sockets) socket.destroy();
  origin.script(undefined);
  await expect
    .poll(() => raw(get(`/${token}/http/${here()}/file.bin`, "", "HEAD")), { timeout: 10_000 })
    .toBe("200");
});

test("a thousand requests that are given up leave no descriptor behind", async () => {
  await raw(get(`/${token}/http/${here()}/file.bin`, "", "HEAD"));
  const before = descriptors();
  for (let round = 0; round < 50; round++) {
    const sockets = Array.from({ length: 20 }, () => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write(get(`/${token}/http/${here()}/file.bin`));
      return socket;
    });
    await sleep(5);
    for (const socket of sockets) socket.resetAndDestroy();
  }
  await expect.poll(descriptors, { timeout: 10_000 }).toBeLessThan(before + 70);
});

test("what is wrong with its words is said before it listens", async () => {
  for (const [words, option] of [
    [["--allow", "a.test", "--listen", "everywhere"], "--listen"],
    [["--allow", "a.test", "--token", "short"], "--token"],
    [[], "--allow"],
    [["--allow", "*"], "--allow"],
    [["--allow", "a.test", "--cert", "/no/such"], "--cert"],
    [["--allow", "a.test", "--cert", import.meta.filename, "--key", import.meta.filename], "--cert"],
  ] as const) {
    const { status, stdout } = await runCli(["relay", "run", ...words, "--json"], place.env);
    expect([status, readLines(stdout).last]).toMatchObject([2, { code: "bad-option" }]);
    expect(stdout).toContain(option);
  }
});

test("without --allow-private, a name that leads to this machine is refused", async () => {
  const strict = startCli(
    ["relay", "run", "--token", token, "--allow", `localhost:${origin.port}`, "--json"],
    place.env,
  );
  const { url } = await strict.line("relay");
  const answer = await fetch(`${url}${token}/http/localhost:${origin.port}/file.bin`);
  expect(answer.status).toBe(403);
  strict.child.kill("SIGINT");
  expect((await strict.ended).status).toBe(0);
});

/** Runs a relay with a certificate, and gets the file by the spec that it prints. Out: the spec, and how the download ended. */
async function getOverTls(
  { cert, key }: { readonly cert: string; readonly key: string },
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly printed: string; readonly status: number | null }> {
  const withCert = ["--cert", cert, "--key", key, "--allow-private", "--allow", here(), "--json"];
  const secure = startCli(["relay", "run", "--listen", "127.0.0.1:0", ...withCert], { ...place.env, ...env });
  const { spec: printed } = await secure.line("relay");
  const words = ["get", `${origin.base}/file.bin`, "--relay", printed, "--route", "relay"];
  rmSync(place.at("tls.bin"), { force: true });
  const { status } = await runCli([...words, "-o", place.at("tls.bin"), "--json"], { ...place.env, ...env });
  secure.child.kill("SIGINT");
  await secure.ended;
  return { printed, status };
}

test("a certificate that nobody vouches for is pinned in the spec, which then brings the file", async () => {
  await writeFile(place.at("own.pem"), selfSigned.cert);
  await writeFile(place.at("own.key"), selfSigned.key);
  const { printed, status } = await getOverTls({ cert: place.at("own.pem"), key: place.at("own.key") });
  expect([status, printed.split("#own")[1]]).toEqual([0, expect.stringMatching(/^&pin=sha256:[\da-f]{64}$/)]);
  expect(sha256OfFile(place.at("tls.bin"))).toBe(sha256(origin.bytes()));
});

test("one of an authority that is not trusted here is pinned, too; where it is, nothing is", async () => {
  const certificates = await makeCertificates(["127.0.0.1"]);
  onTestFinished(() => certificates.close());
  const unknown = await getOverTls(certificates);
  expect([unknown.status, unknown.printed.split("#own")[1]]).toEqual([
    0,
    `&pin=sha256:${certificates.fingerprint}`,
  ]);
  const known = await getOverTls(certificates, { NODE_EXTRA_CA_CERTS: certificates.authority });
  expect([known.status, known.printed.split("#own")[1]]).toEqual([0, ""]);
});
