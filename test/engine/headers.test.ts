import { expect, test } from "vitest";
import { methods, newDownload } from "../../electron/common/contract.ts";
import { redirect, status, type FaultServer } from "../helpers/fault-server.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";

const MB = 1_000_000;
const key = { "X-Api-Key": "KEY", Referer: "http://page.example/" };

const over = (relay: FaultServer, origin: FaultServer, flags = "") =>
  relaysFrom(`reverse:${relay.base}/=${origin.base}/#name=relay${flags}`);

test("a header that may hold a key stays with the source's origin", async () => {
  const storage = await serve({ size: 3 * MB });
  const front = await serve({ handle: () => redirect(storage.url) });
  const { get } = await startEngine();
  const view = await get(front.url, { headers: key });
  expect((await fileOf(view)).equals(storage.bytes())).toBe(true);
  expect(front.requests.every(({ headers }) => headers["x-api-key"] === "KEY")).toBe(true);
  expect(storage.requests.some(({ headers }) => "x-api-key" in headers)).toBe(false);
  expect(storage.requests.every(({ headers }) => headers["referer"] === key.Referer)).toBe(true);
});

test("a header that may hold a key does not travel over a relay that is not the user's own", async () => {
  const origin = await serve({ size: 3 * MB });
  const relay = await serve({ size: 3 * MB });
  const { get } = await startEngine();
  const view = await get(origin.url, { relays: over(relay, origin), mode: "all", headers: key });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(relay.connections).toBe(0);
  expect(view.routes.find(({ route }) => route === "relay")?.problem?.code).toBe("credentials-withheld");
});

test("it travels over a relay marked as own, and a harmless header over any", async () => {
  const origin = await serve({ size: 3 * MB });
  const relay = await serve({ size: 3 * MB });
  const { get, folder } = await startEngine();
  const own = await get(origin.url, { relays: over(relay, origin, "&own"), mode: "relay", headers: key });
  expect(own.state).toBe("done");
  expect(relay.requests.every(({ headers }) => headers["x-api-key"] === "KEY")).toBe(true);
  const asked = relay.requests.length;
  const { Referer } = key;
  const any = await get(origin.url, {
    relays: over(relay, origin),
    mode: "relay",
    headers: { Referer },
    folder,
  });
  expect(any.state).toBe("done");
  expect(relay.requests.slice(asked).every(({ headers }) => headers["referer"] === Referer)).toBe(true);
  expect(origin.connections).toBe(0);
});

test("a probe sends what the download would: to the source's origin, over own relays, and no further", async () => {
  const storage = await serve({ size: 3 * MB });
  const front = await serve({
    handle: ({ headers }) => (headers["x-api-key"] === "KEY" ? redirect(storage.url) : status(403)),
  });
  const relay = await serve({ size: 3 * MB });
  const { engine } = await startEngine();
  const source = new URL(front.url);
  const [plain] = await engine.probe({ source, relays: [], direct: true });
  expect(plain?.problem).toMatchObject({ code: "http-status" });
  const [direct, other] = await engine.probe({
    source,
    relays: over(relay, front),
    direct: true,
    headers: key,
  });
  expect(direct).toMatchObject({ problem: null, bytes: 3 * MB, ranges: true });
  expect(storage.requests.some(({ headers }) => "x-api-key" in headers)).toBe(false);
  expect(other?.problem?.code).toBe("credentials-withheld");
  expect(relay.connections).toBe(0);
});

test("a Location in raw UTF-8 leads where it says", async () => {
  const origin = await serve({
    size: 100_000,
    handle: ({ url }) =>
      url === "/go" ? { status: 302, body: "", rawHeaders: [Buffer.from("Location: /中文.zip")] } : undefined,
  });
  const { get } = await startEngine();
  const view = await get(`${origin.base}/go`);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.name).toBe("中文.zip");
  expect(origin.requests.at(-1)?.url).toBe("/%E4%B8%AD%E6%96%87.zip");
});

test.each([
  [{ "X-Api-Key": "KEY" }, true],
  [{ host: "elsewhere.example" }, false],
  [{ Host: "elsewhere.example" }, false],
  [{ Range: "bytes=5-9" }, false],
  [{ "Accept-Encoding": "gzip" }, false],
  [{ "Content-Length": "5" }, false],
  [{ "bad name": "x" }, false],
  [{ "X-A": "a\r\nX-B: b" }, false],
])("the contract's word on the headers %j: %s", (headers, accepted) => {
  const request = { url: "http://a.example/f", mode: "direct", relays: [], headers };
  expect(newDownload.safeParse(request).success).toBe(accepted);
  const probed = { url: request.url, relays: ["direct"], headers };
  expect(methods["sources.probe"].input.safeParse(probed).success).toBe(accepted);
});
