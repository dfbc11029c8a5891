/** Rows 1 to 10 of the HTTP checklist, end to end: what an answer is, and which may be joined. */
import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { serve, startEngine } from "../../helpers/engine.ts";
import { beyondStart, earlyEnd, unsatisfiable, type Fault } from "../../helpers/fault-server.ts";
import { expectFile, expectFileOr, lab, MB, over, reach, size, slow, start } from "./lab.ts";

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
    expect(["done", "failed"]).toContain(view.state);
    await expectFileOr(view, origin, ["bad-answer", "content-coded"]);
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
    expect(never.requests).toHaveLength(1);
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
    expect(view.bytes).toBeLessThan(size);
    await expectFileOr(view, shrunk, ["file-changed"]);
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
    expect(view.state).not.toBe("paused");
    await expectFileOr(view, origin, ["file-changed"]);
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
});
