/** What is in the list already: by its whole address, or by its name in its folder. */
import { rm } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { serve, startEngine } from "../helpers/engine.ts";
import { status } from "../helpers/fault-server.ts";

test("the same address with its query, whoever asked for it; another query is another file", async () => {
  const origin = await serve({ size: 5000 });
  const { engine, get, folder } = await startEngine();
  const first = await get(`${origin.base}/f.bin?key=1`);
  const second = await get(`${origin.base}/f.bin?key=1`);
  expect(second.name).toBe("f (1).bin");
  const same = (query: string, more = {}) =>
    engine.downloads.same({ source: new URL(`${origin.base}/f.bin?key=${query}`), folder, ...more });
  // The newest of them.
  expect(await same("1")).toEqual({ id: second.id, by: "address" });
  expect(await same("1", { folder: path.join(folder, "elsewhere") })).toMatchObject({ by: "address" });
  expect(await same("2")).toEqual({ id: first.id, by: "name" });
  expect(await same("2", { folder: path.join(folder, "elsewhere") })).toBeUndefined();
});

test("a name in the same folder, from another address: as long as its file is there", async () => {
  const origin = await serve({ size: 5000 });
  const { engine, get, folder } = await startEngine();
  const { id, path: file } = await get(`${origin.base}/other/iso`, { name: "image.iso" });
  const source = new URL(`${origin.base}/download?id=7`);
  const same = (more = {}) => engine.downloads.same({ source, folder, ...more });
  expect(await same({ expected: "image.iso" })).toEqual({ id, by: "name" });
  expect(await same({ expected: "image2.iso" })).toBeUndefined();
  expect(await same()).toBeUndefined();
  // The name that a person chose is refused by itself where a file has it.
  expect(await same({ name: "image.iso" })).toBeUndefined();
  await rm(file ?? "");
  expect(await same({ expected: "image.iso" })).toBeUndefined();
});

test("an unfinished one of a chosen name counts; a failed one does not", async () => {
  const origin = await serve({ size: 500_000, handle: () => ({ rate: 20_000 }) });
  const { engine, get, folder } = await startEngine();
  const { id } = await engine.downloads.add({
    source: new URL(`${origin.base}/slow`),
    mode: "direct",
    relays: [],
    folder,
    connections: 1,
    name: "slow.bin",
  });
  const source = new URL(`${origin.base}/elsewhere`);
  expect(await engine.downloads.same({ source, folder, name: "slow.bin" })).toEqual({ id, by: "name" });
  await engine.downloads.cancel(id);
  const bad = await serve({ handle: () => status(404) });
  const failed = await get(`${bad.base}/gone.bin`);
  expect(failed.state).toBe("failed");
  expect(
    await engine.downloads.same({ source: new URL(`${bad.base}/gone.bin`), folder, expected: "gone.bin" }),
  ).toBeUndefined();
});
