import { readdir, readFile, rename, truncate, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { dropAt, type FaultServer } from "../helpers/fault-server.ts";
import { fileOf, serve, startEngine, type TestEngine } from "../helpers/engine.ts";

const MB = 1_000_000;
const wrong = { algorithm: "sha256", hex: "0".repeat(64) } as const;

const slow = { size: 6 * MB, handle: () => ({ rate: MB }) };

/** Starts a download, and resolves with its id when so many bytes are there. */
async function startUntil(
  { engine, folder }: TestEngine,
  origin: FaultServer,
  bytes: number,
  name?: string,
): Promise<string> {
  const { id } = await engine.downloads.add({
    source: new URL(origin.url),
    mode: "direct",
    relays: [],
    folder,
    connections: 4,
    ...(name === undefined ? {} : { name }),
  });
  while ((engine.downloads.get(id)?.bytes ?? 0) < bytes) await sleep(10);
  return id;
}

/** Puts another file of the same size where the part is, as a program that saves by renaming does. */
async function replacePart(folder: string): Promise<Buffer> {
  const strange = Buffer.alloc(slow.size, "strange ");
  await writeFile(path.join(folder, "strange"), strange);
  await rename(path.join(folder, "strange"), path.join(folder, "file.bin.detour"));
  return strange;
}

const lost = { state: "failed", resumable: false, failure: { code: "part-lost" } };

test("a part that was replaced during a pause is noticed: it begins anew under another name, and the other file is not touched", async () => {
  const origin = await serve(slow);
  const one = await startEngine();
  const id = await startUntil(one, origin, 2 * MB);
  await one.engine.downloads.pause(id);
  const strange = await replacePart(one.folder);
  origin.script(undefined);
  await one.engine.downloads.resume(id);
  const view = await one.engine.downloads.settled(id);
  expect(view).toMatchObject({ state: "done", path: path.join(one.folder, "file (1).bin") });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect((await readFile(path.join(one.folder, "file.bin.detour"))).equals(strange)).toBe(true);
});

test("a part that is replaced while the download runs is noticed", async () => {
  const origin = await serve(slow);
  const one = await startEngine();
  const id = await startUntil(one, origin, 2 * MB);
  const strange = await replacePart(one.folder);
  expect(await one.engine.downloads.settled(id)).toMatchObject(lost);
  expect(await readdir(one.folder)).toEqual(["file.bin.detour"]);
  expect((await readFile(path.join(one.folder, "file.bin.detour"))).equals(strange)).toBe(true);
});

test("a part that is shortened while the download runs is noticed", async () => {
  const origin = await serve(slow);
  const one = await startEngine();
  const id = await startUntil(one, origin, 3 * MB);
  await truncate(path.join(one.folder, "file.bin.detour"), 1000);
  expect(await one.engine.downloads.settled(id)).toMatchObject(lost);
  expect(await readdir(one.folder)).toEqual(["file.bin.detour"]);
});

test.each(["remove", "resume"] as const)(
  "%s on a download whose checksum failed does not touch the next one's part",
  async (action) => {
    const origin = await serve(slow);
    origin.script(undefined);
    const one = await startEngine();
    const { downloads } = one.engine;
    const failed = await one.get(origin.url, { checksum: wrong });
    expect(failed.failure?.code).toBe("checksum-mismatch");
    origin.script(slow.handle);
    const id = await startUntil(one, origin, 2 * MB);
    expect(id).not.toBe(failed.id);
    await downloads.pause(id);
    origin.script(undefined);
    await downloads[action](failed.id);
    // One that was resumed runs to its end first, which is the same; one that was removed is no more.
    await downloads.settled(failed.id).catch(() => undefined);
    expect(await readdir(one.folder)).toContain("file.bin.detour");
    await downloads.resume(id);
    expect((await fileOf(await downloads.settled(id))).equals(origin.bytes())).toBe(true);
  },
);

test.each([
  ["in parts", {}],
  ["as one stream", { ignoreRange: true }],
])("a name that is taken at the end costs nothing of a file that came %s", async (_what, fault) => {
  const origin = await serve({ size: 3 * MB, handle: () => ({ ...fault, rate: 2 * MB }) });
  const one = await startEngine();
  const id = await startUntil(one, origin, 100_000, "x.bin");
  await writeFile(path.join(one.folder, "x.bin"), "mine");
  const failed = await one.engine.downloads.settled(id);
  expect(failed).toMatchObject({ state: "failed", bytes: 3 * MB, failure: { code: "file-exists" } });
  expect(await readFile(path.join(one.folder, "x.bin"), "utf8")).toBe("mine");
  await unlink(path.join(one.folder, "x.bin"));
  const asked = origin.requests.length;
  await one.engine.downloads.resume(id);
  expect((await fileOf(await one.engine.downloads.settled(id))).equals(origin.bytes())).toBe(true);
  expect(origin.requests).toHaveLength(asked);
});

test("a pause while the checksum is computed keeps every byte", async () => {
  const origin = await serve({ size: 6 * MB });
  const one = await startEngine();
  const stop = one.engine.on("download", ({ id, state }) => {
    if (state === "checking") void one.engine.downloads.pause(id);
  });
  const paused = await one.get(origin.url, { sha256: true });
  stop();
  expect(paused).toMatchObject({ state: "paused", bytes: 6 * MB, resumable: true, failure: null });
  const asked = origin.requests.length;
  await one.engine.downloads.resume(paused.id);
  const view = await one.engine.downloads.settled(paused.id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(origin.requests).toHaveLength(asked);
});

test.each([
  ["a file too large for the disk", { total: 900_000_000_000_000, atMost: 100 }],
  ["a stream that breaks before its first byte", { ignoreRange: true, ...dropAt(0) }],
])("%s leaves nothing behind, and can be asked for again", async (_what, fault) => {
  const origin = await serve({ size: 100_000, handle: () => fault });
  const one = await startEngine();
  expect((await one.get(origin.url)).state).toBe("failed");
  expect(await readdir(one.folder)).toEqual([]);
  origin.script(undefined);
  const view = await one.get(origin.url);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(await readdir(one.folder)).toEqual(["file.bin"]);
});
