/** Rows 11 to 20 of the HTTP checklist, end to end: where a file is, what it is called, and what proves it. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { lstat, readdir, truncate } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { sha256, sha256OfFile } from "../../cli/bytes.ts";
import { newPlace } from "../../cli/folder.ts";
import { readLines, runCli, startCli } from "../../cli/process.ts";
import { serve, startEngine } from "../../helpers/engine.ts";
import { above, redirect, signed, status, type Fault } from "../../helpers/fault-server.ts";
import { expectFile, expectFileOr, lab, MB, over, reach, size, slow, start } from "./lab.ts";

const header = (text: string | Buffer): Fault => ({
  rawHeaders: [Buffer.concat([Buffer.from("Content-Disposition: attachment; "), Buffer.from(text)])],
});

describe.concurrent("HTTP row", () => {
  test.for([400, 401, 403, 404, 410])(
    "11, redirects: %i on the final address asks the source again, once for all lanes",
    async (code, context) => {
      const { serve, engine } = lab(context);
      const storage = await serve({ size });
      const front = await serve();
      const both = signed(storage.base, () => slow, status(code));
      front.script(both.source);
      storage.script(both.storage);
      const at = await engine();
      const id = await start(at, front.url);
      await reach(at, id, size / 3);
      both.expire();
      storage.resetConnections();
      await expectFile(await at.engine.downloads.settled(id), storage);
      // Four lanes met it. The one that asks may meet a kept connection that was reset just now, and ask once more.
      expect(front.requests.length).toBeGreaterThanOrEqual(2);
      expect(front.requests.length).toBeLessThanOrEqual(3);
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
    await truncate(path.join(at.folder, part), 1000);
    await at.engine.downloads.resume(id);
    const view = await at.engine.downloads.settled(id);
    expect(view.state).not.toBe("paused");
    await expectFileOr(view, origin, ["part-lost"]);
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
