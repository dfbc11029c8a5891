/** Downloads whose folder is chosen by the name that the server gives: where their parts and files are, whatever comes between. */
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { FolderRule } from "../../electron/common/views.ts";
import { folderFor } from "../../electron/service/folders.ts";
import { fileOf, serve, startEngine, type TestEngine } from "../helpers/engine.ts";

const MB = 1_000_000;
const named = (name: string, more = {}) => ({
  size: 3 * MB,
  handle: () => ({ headers: { "content-disposition": `attachment; filename="${name}"` }, ...more }),
});
const rules: FolderRule[] = [
  { by: "type", type: "video", folder: "Video" },
  { by: "endings", endings: ["tar.gz"], folder: "deep/er" },
];

/** An engine that sorts by `rules`, as the app does; its folder is not made yet. */
async function sorting(places: Parameters<typeof startEngine>[0] = {}, by = rules): Promise<TestEngine> {
  const one = await startEngine(places);
  one.engine.downloads.setFolders((source, name, folder) =>
    folderFor({ folder, folderRules: by }, source, name),
  );
  return one;
}

test("the name that the answer brings chooses the folder, which is made; nothing is left in the other one", async () => {
  const origin = await serve(named("film.mkv"));
  const one = await sorting();
  const view = await one.get(origin.url, { sorted: true });
  expect(view.path).toBe(path.join(one.folder, "Video", "film.mkv"));
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(await readdir(one.folder)).toEqual(["Video"]);
  expect(await readdir(path.join(one.folder, "Video"))).toEqual(["film.mkv"]);
});

test("what fits no rule, and what was given a folder, stays where it was asked for", async () => {
  const [film, table] = [await serve(named("film.mkv")), await serve(named("table.csv"))];
  const one = await sorting();
  expect((await one.get(film.url)).path).toBe(path.join(one.folder, "film.mkv"));
  expect((await one.get(table.url, { sorted: true })).path).toBe(path.join(one.folder, "table.csv"));
});

test("a name that is taken in that folder gets a number there", async () => {
  const origin = await serve(named("film.mkv"));
  const one = await sorting();
  await mkdir(path.join(one.folder, "Video"));
  await writeFile(path.join(one.folder, "Video", "film.mkv"), "mine");
  const view = await one.get(origin.url, { sorted: true });
  expect(view.path).toBe(path.join(one.folder, "Video", "film (1).mkv"));
});

test("one that goes on after a restart stays in its folder, though the rules are others by then", async () => {
  const origin = await serve(named("backup.tar.gz", { rate: MB / 2 }));
  const one = await sorting();
  const { id } = await one.engine.downloads.add({
    source: new URL(origin.url),
    mode: "direct",
    relays: [],
    folder: one.folder,
    sorted: true,
    connections: 2,
  });
  while ((one.engine.downloads.get(id)?.bytes ?? 0) < MB / 2) await sleep(10);
  const deep = path.join(one.folder, "deep", "er");
  expect(await readdir(deep)).toEqual(["backup.tar.gz.detour"]);
  await one.engine.close();

  const two = await sorting({ folder: one.folder, home: one.home }, []);
  // Asked for again as at first, it is found by the folder that it was asked for.
  origin.script(named("backup.tar.gz").handle);
  const before = two.engine.downloads.get(id)?.bytes ?? 0;
  expect(before).toBeGreaterThan(0);
  const asked = origin.requests.length;
  const view = await two.get(origin.url, { sorted: true });
  expect(view).toMatchObject({ id, state: "done", path: path.join(deep, "backup.tar.gz") });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const again = origin.requests.slice(asked).reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  expect(again).toBeLessThan(3 * MB - before + MB / 2);
});

test("no other process takes one over that runs, wherever its file is", async () => {
  const origin = await serve(named("film.mkv", { rate: MB }));
  const one = await sorting();
  const other = await sorting({ folder: one.folder, home: one.home });
  const request = {
    source: new URL(origin.url),
    mode: "direct",
    relays: [],
    folder: one.folder,
    sorted: true,
    connections: 2,
  } as const;
  const { id } = await one.engine.downloads.add(request);
  while ((one.engine.downloads.get(id)?.bytes ?? 0) < MB / 2) await sleep(10);
  await expect(other.engine.downloads.add(request)).rejects.toMatchObject({ code: "already-running" });
  await one.engine.downloads.cancel(id);
  expect(await readdir(path.join(one.folder, "Video"))).toEqual([]);
});

test("a folder that cannot be made is named before a byte is written; mended, the same request has the file", async () => {
  const origin = await serve(named("film.mkv"));
  const one = await sorting();
  await writeFile(path.join(one.folder, "Video"), "a file in its place");
  const failed = await one.get(origin.url, { sorted: true });
  expect(failed).toMatchObject({
    state: "failed",
    bytes: 0,
    path: null,
    failure: { code: "folder-not-writable", params: { folder: path.join(one.folder, "Video") } },
  });
  expect(await readdir(one.folder)).toEqual(["Video"]);
  await rm(path.join(one.folder, "Video"));
  const view = await one.get(origin.url, { sorted: true });
  expect(view).toMatchObject({ id: failed.id, state: "done" });
  expect(existsSync(path.join(one.folder, "Video", "film.mkv"))).toBe(true);
});

test("a rule that leads out of the download folder is refused, and nothing is written anywhere", async () => {
  const origin = await serve(named("film.mkv"));
  const one = await sorting({}, [{ by: "type", type: "video", folder: "Video/../../out" }]);
  const failed = await one.get(origin.url, { sorted: true });
  expect(failed.failure).toMatchObject({ code: "folder-not-writable" });
  expect(await readdir(one.folder)).toEqual([]);
  expect(existsSync(path.join(one.folder, "..", "out"))).toBe(false);
});
