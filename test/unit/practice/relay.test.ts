import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { startRelay } from "../../../electron/practice/relay.ts";
import type { RelayMappings } from "../../../electron/practice/relay-target.ts";
import { dropAt, startFaultServer, status, type FaultServerOptions } from "../../helpers/fault-server.ts";
import { rawRequest, type RawRequest } from "../../helpers/raw-http.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((part) => part.close()));
});

async function relayed(options: FaultServerOptions = {}, base = "/base/") {
  const target = await startFaultServer(options);
  const relay = await startRelay({
    reverse: [{ prefix: "/r/", target: `${target.base}${base}` }],
    prefix: { token: "secret", origins: { "https://origin.example": target.base } },
  });
  open.push(relay, target);
  return { target, get: (request: RawRequest) => rawRequest(relay.port, request), port: relay.port };
}

const relayOnly = async (mappings: RelayMappings) => {
  const relay = await startRelay(mappings);
  open.push(relay);
  return relay;
};

describe("a reverse mapping", () => {
  test("asks for the rest of the path byte for byte, with range and conditions, without hop-by-hop fields", async () => {
    const { target, get } = await relayed();
    const answer = await get({
      path: "/r/a%2Fb//c;d?x=%27'&y=1",
      headers: {
        range: "bytes=10-19",
        "if-range": '"v1"',
        connection: "close, x-private",
        "x-private": "1",
        "x-relay-token": "secret",
        "x-other": "kept",
      },
    });
    const seen = target.requests[0];
    expect(seen?.url).toBe("/base/a%2Fb//c;d?x=%27'&y=1");
    expect(seen?.headers).toMatchObject({ range: "bytes=10-19", "if-range": '"v1"', "x-other": "kept" });
    expect(seen?.headers["host"]).toBe(`127.0.0.1:${target.port}`);
    expect(Object.keys(seen?.headers ?? {})).not.toContain("x-private");
    expect(Object.keys(seen?.headers ?? {})).not.toContain("x-relay-token");
    expect([answer.status, answer.headers["x-relay-up"]]).toEqual([206, "206"]);
    expect(answer.headers).toMatchObject({ "content-range": "bytes 10-19/1000000", etag: '"v1"' });
    expect(answer.body.equals(target.bytes(10, 20))).toBe(true);
  });

  test("streams a large file, and uses one connection to the target again", async () => {
    const { target, get } = await relayed({ size: 20_000_000 });
    expect((await get({ path: "/r/f" })).body.equals(target.bytes())).toBe(true);
    await get({ path: "/r/f", headers: { range: "bytes=0-0" } });
    expect(target.connections).toBe(1);
  });

  test("passes errors and redirects of the target on, marked as the target's", async () => {
    const { target, get } = await relayed({ handle: () => status(503, 7) });
    const answer = await get({ path: "/r/f" });
    expect([answer.status, answer.headers["retry-after"], answer.headers["x-relay-up"]]).toEqual([
      503,
      "7",
      "503",
    ]);
    target.script(() => ({
      status: 302,
      body: "",
      headers: { location: "https://elsewhere.example/x?%2F" },
    }));
    const redirected = await get({ path: "/r/f" });
    expect([redirected.status, redirected.headers["location"]]).toEqual([
      302,
      "https://elsewhere.example/x?%2F",
    ]);
  });

  test("a target cannot forge the relay's mark", async () => {
    const { get } = await relayed({ handle: () => ({ headers: { "x-relay-up": "999" } }) });
    expect((await get({ path: "/r/f" })).headers["x-relay-up"]).toBe("200");
  });
});

describe("a prefix mapping", () => {
  test("fetches an allowed origin under its own name", async () => {
    const { target, get } = await relayed();
    const answer = await get({
      path: "/secret/https/origin.example/a//b?c",
      headers: { range: "bytes=0-4" },
    });
    expect([answer.status, answer.headers["x-relay-up"]]).toEqual([206, "206"]);
    expect(target.requests[0]?.url).toBe("/a//b?c");
    expect(target.requests[0]?.headers["host"]).toBe("origin.example");
    expect((await get({ path: "/secret/https/origin.example:443" })).status).toBe(200);
  });
});

describe("refusal", () => {
  test.each([
    ["no mapping", "/other/f", 404],
    ["absolute form", "http://other.example/f", 404],
    ["wrong token", "/wrong/https/origin.example/f", 404],
    ["foreign origin", "/secret/https/other.example/f", 403],
    ["other scheme", "/secret/http/origin.example/f", 403],
    ["other port", "/secret/https/origin.example:8443/f", 403],
    ["user info", "/secret/https/origin.example@other.example/f", 403],
    ["a name that every object has", "/secret/https/constructor/f", 403],
    ["no origin", "/secret/", 403],
    ["dot segments out of the base", "/r/../f", 403],
    ["coded dot segments", "/r/a/%2e%2e/%2E%2E/f", 403],
    ["backslashes", "/r/..\\f", 403],
    ["a fragment", "/r/#/../../f", 404],
  ])("%s", async (_, path, code) => {
    const { target, get } = await relayed();
    const answer = await get({ path });
    expect([answer.status, answer.headers["x-relay-up"]]).toEqual([code, ""]);
    expect(target.requests).toHaveLength(0);
  });

  test("methods that change something, and CONNECT", async () => {
    const { target, get } = await relayed();
    expect((await get({ method: "POST", path: "/r/f" })).status).toBe(405);
    expect((await get({ method: "CONNECT", path: "other.example:443", waitMs: 1000 })).status).toBe(0);
    expect(target.requests).toHaveLength(0);
  });
});

describe("failure of the target", () => {
  test("before the answer: 502, marked as the relay's", async () => {
    const gone = await startFaultServer();
    await gone.close();
    const relay = await relayOnly({ reverse: [{ prefix: "/", target: `${gone.base}/` }] });
    const answer = await rawRequest(relay.port);
    expect([answer.status, answer.headers["x-relay-up"]]).toEqual([502, ""]);
  });

  test("within the body: the connection is reset", async () => {
    const { get } = await relayed({ handle: () => dropAt(200_000) });
    const answer = await get({ path: "/r/f" });
    expect([answer.status, answer.end]).toEqual([200, "reset"]);
    expect(answer.body.length).toBeLessThan(1_000_000);
  });

  test("without a declared length too", async () => {
    const { get } = await relayed({ handle: () => ({ framing: "chunked", ...dropAt(200_000) }) });
    expect((await get({ path: "/r/f" })).end).toBe("reset");
  });

  test("an idle connection that the target closed is no failure", async () => {
    const { target, get } = await relayed();
    await get({ path: "/r/f", headers: { range: "bytes=0-0" } });
    target.resetConnections();
    expect((await get({ path: "/r/f", headers: { range: "bytes=0-0" } })).status).toBe(206);
  });
});

test("a client that leaves stops the target", async () => {
  const { target, port } = await relayed({ size: 500_000_000 });
  await rawRequest(port, { path: "/r/f", waitMs: 50 });
  await sleep(100);
  const sent = target.requests[0]?.bytesSent;
  await sleep(100);
  expect(target.requests[0]?.bytesSent).toBe(sent);
  expect(sent).toBeLessThan(500_000_000);
});
