/** The 20 rows of the HTTP checklist, each end to end: a request that was sent, or a file that came of it. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, type TestContext } from "vitest";
import { sha256, sha256OfFile } from "../cli/bytes.ts";
import { newPlace } from "../cli/folder.ts";
import { readLines, runCli, startCli } from "../cli/process.ts";
import { fileOf, relaysFrom, serve, startEngine, type TestEngine } from "../helpers/engine.ts";
import { fastClock } from "../helpers/fast-clock.ts";
import {
  above,
  beyondStart,
  earlyEnd,
  redirect,
  signed,
  status,
  unsatisfiable,
  type Fault,
  type FaultServer,
  type FaultServerOptions,
} from "../helpers/fault-server.ts";

const MB = 1_000_000;
const size = 3_000_017;
const slow: Fault = { rate: MB };

/** Servers and an engine that end with their own test, since the rows run side by side. */
function lab({ onTestFinished }: TestContext) {
  return {
    serve: (options: FaultServerOptions = {}) => serve({ size, ...options }, onTestFinished),
    engine: (fast = 1) => startEngine({ clock: fastClock(fast), whenOver: onTestFinished }),
  };
}

const over = (relay: FaultServer, origin: FaultServer, options = "") =>
  relaysFrom(`reverse:${relay.base}/=${origin.base}/#name=relay${options}`);

async function reach({ engine }: TestEngine, id: string, bytes: number): Promise<void> {
  while ((engine.downloads.get(id)?.bytes ?? 0) < bytes) await sleep(10);
}

async function start({ engine, folder }: TestEngine, url: string): Promise<string> {
  const request = { source: new URL(url), mode: "direct", relays: [], folder, connections: 4 } as const;
  return (await engine.downloads.add(request)).id;
}

async function expectFile(view: Parameters<typeof fileOf>[0], origin: FaultServer): Promise<void> {
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
}

describe.concurrent("HTTP row", () => {
  test("1, probe: the first request asks for payload, by GET and uncoded; a 200 is kept, 416 */0 is an empty file", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve();
    const { get } = await engine();
    await expectFile(await get(origin.url), origin);
    const first = origin.requests[0];
    expect(first?.method).toBe("GET");
    expect(first?.headers["accept-encoding"]).toBe("identity");
    expect(first?.bytesSent).toBeGreaterThan(100_000);
    expect(origin.requests.some(({ headers }) => headers["range"] === "bytes=0-0")).toBe(false);
    const plain = await serve({ handle: () => ({ ignoreRange: true }) });
    await expectFile(await get(plain.url), plain);
    expect(plain.requests).toHaveLength(1);
    const empty = await serve({ size: 0 });
    expect(await get(empty.url)).toMatchObject({ state: "done", total: 0, bytes: 0 });
  });

  test.each<[string, Fault]>([
    ["another start", { shift: 10 }],
    ["no Content-Range", { contentRange: null }],
    ["two Content-Ranges", { rawHeaders: [Buffer.from("content-range: bytes 0-9/3000017")] }],
    ["another unit", { contentRange: "lines 0-9/3000017" }],
    ["a last byte before the first", { contentRange: "bytes 9-0/3000017" }],
    ["a last byte beyond the one asked for", { contentRange: "bytes 0-3000016/3000017" }],
    ["a body longer than it says", { contentRange: "bytes 0-9/3000017" }],
    ["a total below its last byte", { contentRange: "bytes 0-2097151/100" }],
    ["several parts", { multipart: true }],
    ["a coding", { coding: "gzip" }],
  ])("2, 206 check: %s is not joined", async (_, fault) => {
    const origin = await serve({ size });
    origin.script(({ range }) => (range ? { ...fault, rate: 4 * MB } : undefined));
    const { get } = await startEngine();
    const view = await get(origin.url);
    if (view.state === "done") await expectFile(view, origin);
    else expect(view).toMatchObject({ state: "failed", path: null, bytes: 0 });
  });

  test("2, 206 check: a shorter one is taken, the rest asked for", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve({ handle: () => ({ atMost: 150_000 }) });
    const { get } = await engine();
    await expectFile(await get(origin.url), origin);
    expect(origin.sent).toBeLessThan(size * 1.1);
  });

  test("3, 200 to a range: from the start it is the one stream; later what is there is compared and filled up", async (context) => {
    const { serve, engine } = lab(context);
    const { get } = await engine();
    const never = await serve({ handle: () => ({ ignoreRange: true }) });
    await expectFile(await get(never.url), never);
    const later = await serve({ handle: beyondStart({ ignoreRange: true, rate: 4 * MB }) });
    await expectFile(await get(`${later.base}/later.bin`), later);
  });

  test("4, 416: with the size that is known it is no change, with another it is; an unknown one is asked again", async (context) => {
    const { serve, engine } = lab(context);
    const { get } = await engine();
    const once = await serve({
      handle: ({ index }) => (index === 2 ? unsatisfiable(`bytes */${size}`) : slow),
    });
    await expectFile(await get(once.url), once);
    const shrunk = await serve({ handle: () => slow });
    const other = await engine();
    const id = await start(other, shrunk.url);
    await reach(other, id, size / 2);
    await other.engine.downloads.pause(id);
    shrunk.change({ size: 1000, seed: "short", etag: '"short"' });
    await other.engine.downloads.resume(id);
    const view = await other.engine.downloads.settled(id);
    if (view.state === "done") await expectFile(view, shrunk);
    else expect(view.failure?.code).toBe("file-changed");
  });

  test("5, validators: one route under another strong ETag with other bytes is a change; another ETag alone is not", async (context) => {
    const { serve, engine } = lab(context);
    const { get } = await engine();
    const flips = await serve({ handle: ({ index }) => ({ ...slow, etag: `"${index}"` }) });
    await expectFile(await get(flips.url), flips);
    const changing = await serve({
      handle: ({ index }) => ({ ...slow, seed: `${index}`, etag: `"${index}"` }),
    });
    expect(await get(`${changing.base}/other.bin`)).toMatchObject({
      state: "failed",
      failure: { code: "file-changed" },
    });
    const origin = await serve({ handle: () => slow });
    const relay = await serve({ handle: () => ({ ...slow, etag: 'W/"weak"' }) });
    await expectFile(
      await get(`${origin.base}/both.bin`, { relays: over(relay, origin), mode: "all" }),
      origin,
    );
  });

  test("6, If-Range: none is sent, not even when going on", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve({ handle: () => slow });
    const at = await engine();
    const id = await start(at, origin.url);
    await reach(at, id, size / 2);
    await at.engine.downloads.pause(id);
    await at.engine.downloads.resume(id);
    await expectFile(await at.engine.downloads.settled(id), origin);
    expect(origin.requests.some(({ headers }) => "if-range" in headers)).toBe(false);
  });

  test("7, overlap: going on compares bytes that are there before any is added", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve({ handle: () => slow });
    const at = await engine();
    const id = await start(at, origin.url);
    await reach(at, id, size / 2);
    await at.engine.downloads.pause(id);
    // The same size, ETag and date: only the bytes tell.
    origin.change({ seed: "replaced" });
    await at.engine.downloads.resume(id);
    const view = await at.engine.downloads.settled(id);
    if (view.state === "done") await expectFile(view, origin);
    else expect(view.failure?.code).toBe("file-changed");
  });

  test("8, no length: one stream; complete by the last chunk, unverified by a close, never by a cut", async (context) => {
    const { serve, engine } = lab(context);
    const { get } = await engine(10);
    const plain = { ignoreRange: true, headers: { "accept-ranges": null } } as const;
    const chunked = await serve({ handle: () => ({ ...plain, framing: "chunked" }) });
    const whole = await get(`${chunked.base}/chunked.bin`);
    await expectFile(whole, chunked);
    expect(whole.warnings).not.toContain("unverified-end");
    const closed = await serve({ handle: () => ({ ...plain, version: "1.0", framing: "close" }) });
    const unsure = await get(`${closed.base}/closed.bin`);
    await expectFile(unsure, closed);
    expect(unsure.warnings).toContain("unverified-end");
    const cut = await serve({
      handle: () => ({ ...plain, framing: "chunked", cut: { at: MB, by: "fin" } }),
    });
    expect((await get(`${cut.base}/cut.bin`)).state).not.toBe("done");
    const known = await serve({ handle: ({ index }) => (index < 3 ? earlyEnd(100_000) : undefined) });
    await expectFile(await get(`${known.base}/known.bin`), known);
  });

  test("9, content coding: identity is asked for, and a coded answer is never saved under the plain name", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve({ handle: () => ({ coding: "gzip", rate: 4 * MB }) });
    const { get, folder } = await engine();
    expect(await get(origin.url)).toMatchObject({ state: "failed", failure: { code: "content-coded" } });
    expect(await readdir(folder)).toEqual([]);
    expect(origin.requests.every(({ headers }) => headers["accept-encoding"] === "identity")).toBe(true);
  });

  test("10, multi-range: no request asks for more than one range", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve({
      handle: ({ index }) => (index === 1 ? { cut: { at: 1000, by: "reset" } } : slow),
    });
    const { get } = await engine();
    await expectFile(await get(origin.url), origin);
    for (const { headers } of origin.requests)
      expect(headers["range"] ?? "bytes=0-").toMatch(/^bytes=\d+-\d*$/);
  });

  test.each([400, 401, 403, 404, 410])(
    "11, redirects: %i on the final address asks the source again, once for all lanes",
    async (code) => {
      const storage = await serve({ size });
      const front = await serve();
      const both = signed(storage.base, () => slow, status(code));
      front.script(both.source);
      storage.script(both.storage);
      const at = await startEngine();
      const id = await start(at, front.url);
      await reach(at, id, size / 3);
      both.expire();
      storage.resetConnections();
      await expectFile(await at.engine.downloads.settled(id), storage);
      expect(front.requests).toHaveLength(2);
    },
  );

  test("12, credentials and user agent: they stay with the source's origin, and never change", async (context) => {
    const { serve, engine } = lab(context);
    const storage = await serve({ handle: () => slow });
    const front = await serve({ handle: () => redirect(`${storage.base}/blob.bin`) });
    const { get } = await engine();
    const headers = { authorization: "Bearer secret", cookie: "sid=secret", referer: "http://page.example/" };
    await expectFile(await get(front.url, { headers }), storage);
    expect(front.requests[0]?.headers).toMatchObject(headers);
    for (const request of storage.requests) {
      expect(request.headers).not.toHaveProperty("authorization");
      expect(request.headers).not.toHaveProperty("cookie");
    }
    const agents = [...front.requests, ...storage.requests].map((request) => request.headers["user-agent"]);
    expect(new Set(agents).size).toBe(1);
  });

  test("13, limits: refusals lower the connections, and the next download begins with what was learned", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve();
    origin.script((request) => above(2, status(429, 1))(request) ?? slow);
    const { get } = await engine(10);
    await expectFile(await get(origin.url), origin);
    const refused = () => origin.requests.filter((request) => request.status === 429).length;
    expect(refused()).toBeLessThanOrEqual(8);
    const before = refused();
    await expectFile(await get(`${origin.base}/next.bin`), origin);
    expect(refused() - before).toBeLessThanOrEqual(2);
  });

  test("14, change in the middle: begun again once with the new file, the earlier part kept aside, and said", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve({ handle: () => slow });
    const at = await engine();
    const id = await start(at, origin.url);
    await reach(at, id, size / 2);
    origin.change({ seed: "newer", etag: '"v2"', lastModified: null });
    origin.resetConnections();
    const view = await at.engine.downloads.settled(id);
    await expectFile(view, origin);
    expect(view.warnings).toContain("restarted");
    expect((await readdir(at.folder)).length).toBeGreaterThan(1);
  });

  const header = (text: string | Buffer): Fault => ({
    rawHeaders: [Buffer.concat([Buffer.from("Content-Disposition: attachment; "), Buffer.from(text)])],
  });

  test.each<[string, string, Fault, string]>([
    [
      "filename* before filename",
      "/a.bin",
      header("filename=\"x.zip\"; filename*=UTF-8''%E4%B8%AD%E6%96%87.zip"),
      "中文.zip",
    ],
    ["raw UTF-8", "/a.bin", header('filename="中文.zip"'), "中文.zip"],
    [
      "raw GBK",
      "/a.bin",
      header(Buffer.from([...Buffer.from('filename="'), 0xd6, 0xd0, 0xce, 0xc4, ...Buffer.from('.zip"')])),
      "中文.zip",
    ],
    ["percent escapes in quotes", "/a.bin", header('filename="%E4%B8%AD%E6%96%87.zip"'), "中文.zip"],
    ["the address, where no header says it", "/dir/%E4%B8%AD%E6%96%87.zip?x=1", {}, "中文.zip"],
  ])("15, file name: %s", async (_, target, fault, name) => {
    const origin = await serve({ size: 5000, handle: () => fault });
    const { get } = await startEngine();
    expect((await get(origin.base + target)).name).toBe(name);
  });

  test.each<[string, string]>([
    ["traversal", 'filename="../../evil.sh"'],
    ["a reserved name", 'filename="CON.txt"'],
    ["a name too long", `filename="${"n".repeat(300)}.bin"`],
    ["a leading dot", 'filename=".bashrc"'],
    ["bidi controls", "filename*=UTF-8''a%E2%80%AEgpj.exe"],
  ])("16, name safety: %s ends as a plain file in the folder", async (_, disposition) => {
    const origin = await serve({ size: 5000, handle: () => header(disposition) });
    const { get, folder } = await startEngine();
    const view = await get(origin.url);
    expect(path.dirname(view.path ?? "")).toBe(folder);
    expect((await lstat(view.path ?? "")).isFile()).toBe(true);
    expect(await readdir(folder)).toEqual([path.basename(view.path ?? "")]);
    expect(view.name).not.toMatch(/^\.|^con\b|[\u202a-\u202e/\\]/i);
    expect(Buffer.byteLength(view.name)).toBeLessThanOrEqual(255);
  });

  test("16, name safety: a name that is taken is never overwritten", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve({ size: 5000 });
    const { get } = await engine();
    expect((await get(origin.url)).name).toBe("file.bin");
    expect((await get(origin.url)).name).toBe("file (1).bin");
  });

  test("17, disk: a part that is shortened under a paused download is noticed before anything is added", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve({ handle: () => slow });
    const at = await engine();
    const id = await start(at, origin.url);
    await reach(at, id, size / 2);
    await at.engine.downloads.pause(id);
    const [part = ""] = readdirSync(at.folder);
    const { truncate } = await import("node:fs/promises");
    await truncate(path.join(at.folder, part), 1000);
    await at.engine.downloads.resume(id);
    const view = await at.engine.downloads.settled(id);
    if (view.state === "done") await expectFile(view, origin);
    else expect(view.failure?.code).toBe("part-lost");
  });

  test("18, journal: after a kill -9 it claims nothing that is not there", async (context) => {
    const { serve } = lab(context);
    using place = newPlace();
    const origin = await serve({ size: 6 * MB, handle: () => slow });
    const words = ["get", origin.url, "-o", place.at("out.bin"), "--connections", "4", "--json"];
    const run = startCli(words, place.env);
    await run.line("progress", ({ bytes }) => bytes > 4 * MB);
    run.child.kill("SIGKILL");
    await run.ended;
    expect(existsSync(place.at("out.bin"))).toBe(false);
    const { stdout } = await runCli(words, place.env);
    expect(readLines(stdout).last).toMatchObject({ event: "done", bytes: 6 * MB });
    expect(sha256OfFile(place.at("out.bin"))).toBe(sha256(origin.bytes()));
  });

  test("19, checksum sources: one that is given decides, and the file says which it was", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve();
    const hex = createHash("sha256").update(origin.bytes()).digest("hex");
    const { get, folder } = await engine();
    const right = await get(origin.url, { checksum: { algorithm: "sha256", hex } });
    expect(right).toMatchObject({
      state: "done",
      integrity: { level: "checksum", source: "given", strength: "strong" },
    });
    const wrong = { algorithm: "sha256", hex: "0".repeat(64) } as const;
    const view = await get(`${origin.base}/wrong.bin`, { checksum: wrong });
    expect(view).toMatchObject({ state: "failed", failure: { code: "checksum-mismatch" } });
    expect(await readdir(folder)).not.toContain("wrong.bin");
  });

  test("19, checksum sources: the origin's Repr-Digest is used where none is given", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve();
    const digest = createHash("sha256").update(origin.bytes()).digest("base64");
    origin.script(() => ({ headers: { "repr-digest": `sha-256=:${digest}:` } }));
    const { get } = await engine();
    expect(await get(origin.url)).toMatchObject({
      state: "done",
      integrity: { level: "checksum", source: "repr-digest", algorithm: "sha256" },
    });
  });

  test("20, ETag sources: mtime-size and inode forms that differ between nodes do not keep them apart", async (context) => {
    const { serve, engine } = lab(context);
    const origin = await serve({ etag: '"6774-2dc6d1"', handle: () => slow });
    const relay = await serve({ etag: '"abc-6774-2dc6d1"', handle: () => slow });
    const { get } = await engine();
    const view = await get(origin.url, { relays: over(relay, origin), mode: "all" });
    await expectFile(view, origin);
    expect(view.routes.every(({ bytes }) => bytes > 0)).toBe(true);
  });
});
