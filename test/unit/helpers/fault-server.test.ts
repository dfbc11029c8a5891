import { Agent, request } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import * as faults from "../../helpers/fault-server.ts";
import { startFaultServer, type FaultScript, type FaultServer } from "../../helpers/fault-server.ts";
import { rawRequest } from "../../helpers/raw-http.ts";

let server: FaultServer | undefined;
afterEach(() => server?.close());

async function ask(handle: FaultScript | undefined, headers: Record<string, string> = {}, waitMs = 5000) {
  server = await startFaultServer({ size: 200_000, ...(handle ? { handle } : {}) });
  return { server, answer: await rawRequest(server.port, { headers, waitMs }) };
}

const tenBytes = { range: "bytes=10-19" };

describe("a fault server", () => {
  test("without a script answers correctly, and records what it did", async () => {
    const { server, answer } = await ask(undefined, tenBytes);
    expect([answer.status, answer.headers["content-range"], answer.end]).toEqual([
      206,
      "bytes 10-19/200000",
      "fin",
    ]);
    expect(answer.body.equals(server.bytes(10, 20))).toBe(true);
    expect(server.requests).toMatchObject([
      {
        index: 0,
        method: "GET",
        url: "/file.bin",
        status: 206,
        range: { start: 10, end: 20 },
        bytesSent: 10,
      },
    ]);
  });

  test("keeps connections, and counts requests and connections", async () => {
    server = await startFaultServer({ size: 100 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const get = (url: string) =>
      new Promise((resolve) =>
        request(url, { agent }, (answer) => answer.resume().once("end", resolve)).end(),
      );
    for (let index = 0; index < 2; index++) await get(server.url);
    agent.destroy();
    expect(server.requests.map(({ index, connectionId }) => [index, connectionId])).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(server.connections).toBe(1);
  });
});

describe("ranges", () => {
  test("ignored", async () => {
    const { answer } = await ask(() => ({ ignoreRange: true }), tenBytes);
    expect([answer.status, answer.headers["content-range"], answer.body.length]).toEqual([
      200,
      undefined,
      200_000,
    ]);
  });

  test.each<[string, faults.Fault, string | undefined, number]>([
    ["wrong start", { shift: 5 }, "bytes 15-24/200000", 10],
    ["shorter", { atMost: 4 }, "bytes 10-13/200000", 4],
    ["without Content-Range", { contentRange: null }, undefined, 10],
    ["with nonsense in it", { contentRange: "bytes=10-19" }, "bytes=10-19", 10],
    ["with an unknown total", { total: "*" }, "bytes 10-19/*", 10],
    ["with another total", { total: 7 }, "bytes 10-19/7", 10],
  ])("%s", async (_, fault, contentRange, length) => {
    const { answer } = await ask(() => fault, tenBytes);
    expect([answer.status, answer.headers["content-range"], answer.body.length]).toEqual([
      206,
      contentRange,
      length,
    ]);
  });

  test("as multipart", async () => {
    const { server, answer } = await ask(() => ({ multipart: true }), tenBytes);
    expect(answer.headers["content-type"]).toMatch(/^multipart\/byteranges; boundary=/);
    expect(answer.body.includes(server.bytes(10, 20))).toBe(true);
  });
});

describe("content", () => {
  test("changed from a request on", async () => {
    server = await startFaultServer({ handle: faults.from(1, faults.changed()) });
    const first = await rawRequest(server.port, { headers: tenBytes });
    const second = await rawRequest(server.port, { headers: tenBytes });
    expect(first.headers["etag"]).not.toBe(second.headers["etag"]);
    expect(first.body.equals(second.body)).toBe(false);
  });

  test("one byte flipped", async () => {
    const { server, answer } = await ask(() => ({ flipByte: 12 }), tenBytes);
    const differing = [...answer.body].flatMap((byte, index) =>
      byte === server.bytes(10, 20)[index] ? [] : [index],
    );
    expect(differing).toEqual([2]);
  });

  test("coded unasked", async () => {
    const { server, answer } = await ask(() => ({ coding: "gzip" }));
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(answer.body).equals(server.bytes())).toBe(true);
  });

  test("hostile bytes in the head", async () => {
    const line = Buffer.from('Content-Disposition: attachment; filename="\u0000中文\u0001.zip"');
    const { answer } = await ask(() => ({ rawHeaders: [line] }));
    expect(answer.head).toContain(line.toString("latin1"));
  });
});

describe("ends", () => {
  test("reset at a byte", async () => {
    const { server, answer } = await ask(() => faults.dropAt(50_000));
    expect([answer.status, answer.body.length, answer.end]).toEqual([200, 50_000, "reset"]);
    expect(server.requests[0]?.bytesSent).toBe(50_000);
  });

  test("stall at a byte", async () => {
    const { answer } = await ask(() => faults.stallAt(50_000), {}, 500);
    expect([answer.body.length, answer.end]).toEqual([50_000, "timeout"]);
  });

  test("in good order, but early and without a length", async () => {
    const { answer } = await ask(() => faults.earlyEnd(50_000));
    expect(answer.head).toMatch(/^HTTP\/1\.0 200/);
    expect([answer.headers["content-length"], answer.body.length, answer.end]).toEqual([
      undefined,
      50_000,
      "fin",
    ]);
  });

  test("chunked, whole and cut", async () => {
    const { server, answer } = await ask(() => ({ framing: "chunked" }));
    expect(answer.body.toString("latin1")).toMatch(/0\r\n\r\n$/);
    server.script(() => ({ framing: "chunked", cut: { at: 1000, by: "fin" } }));
    await expect(fetch(server.url).then((response) => response.arrayBuffer())).rejects.toThrow("terminated");
  });

  test("no answer at all", async () => {
    const { answer } = await ask(() => ({ noAnswer: true }));
    expect([answer.status, answer.end]).toEqual([0, "reset"]);
  });

  test("slowly", async () => {
    const started = performance.now();
    const { answer } = await ask(() => ({ rate: 100_000, atMost: 20_000 }), { range: "bytes=0-" });
    expect(answer.body).toHaveLength(20_000);
    expect(performance.now() - started).toBeGreaterThan(150);
  });
});

test("more answers at once than allowed are refused", async () => {
  const { port } = (server = await startFaultServer({
    handle: (request) => faults.above(1, faults.status(429, 1))(request) ?? faults.stallAt(10),
  }));
  const first = rawRequest(port, { waitMs: 600 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const second = await rawRequest(port);
  expect([second.status, second.headers["retry-after"]]).toEqual([429, "1"]);
  expect((await first).body).toHaveLength(10);
});
