import { truncate, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { fileOf, serve, startEngine, type TestEngine } from "../helpers/engine.ts";

const MB = 1_000_000;

/** Lets a download come to its middle and closes its engine; out: what a new engine needs, and the id. */
async function stopped() {
  const origin = await serve({ size: 6 * MB, handle: () => ({ rate: MB }) });
  const one = await startEngine();
  const { id } = await one.engine.downloads.add({
    source: new URL(origin.url),
    mode: "direct",
    relays: [],
    folder: one.folder,
    connections: 4,
  });
  while ((one.engine.downloads.get(id)?.bytes ?? 0) < 2 * MB) await sleep(10);
  await one.engine.close();
  origin.script(undefined);
  return { origin, one, id };
}

type Row = Record<string, unknown>;

/** Changes a record's text behind everybody's back. */
function edit({ home }: TestEngine, change: (row: Row) => Row | string): void {
  const database = new DatabaseSync(path.join(home, "detour.sqlite"));
  const found = database.prepare("SELECT record FROM downloads").get();
  const changed = change(JSON.parse(String(found?.["record"])) as Row);
  const text = typeof changed === "string" ? changed : JSON.stringify(changed);
  database.prepare("UPDATE downloads SET record = ?").run(text);
  database.close();
}

const part = (one: TestEngine) => path.join(one.folder, "file.bin.detour");

test.each<[string, (row: Row) => Row]>([
  [
    "ranges that overlap",
    (row) => ({
      ...row,
      done: [
        [0, 1_000_000, "direct"],
        [500_000, 2_000_000, "direct"],
      ],
    }),
  ],
  ["ranges outside of the file", (row) => ({ ...row, done: [[0, 99_000_000, "direct"]] })],
  ["a range that ends before it begins", (row) => ({ ...row, done: [[5000, 10, "direct"]] })],
  ["the id of another file", (row) => ({ ...row, partId: "1:1" })],
  ["no identity", (row) => ({ ...row, identity: null })],
  ["fields of another version", (row) => ({ ...row, unheardOf: { of: 1 }, restarts: undefined })],
])("a journal with %s makes no command fail, and no wrong file", async (_what, change) => {
  const { origin, one, id } = await stopped();
  edit(one, change);
  const two = await startEngine({ folder: one.folder, home: one.home });
  expect(two.engine.downloads.list()).toHaveLength(1);
  await two.engine.downloads.resume(id);
  const view = await two.engine.downloads.settled(id);
  expect(view).toMatchObject({ state: "done", total: 6 * MB });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test.each<[string, (row: Row) => Row | string]>([
  ["that is no JSON", () => "{"],
  ["without its fields", () => ({})],
  ["whose address is none", (row) => ({ ...row, source: "nonsense" })],
  ["whose part lies outside of its folder", (row) => ({ ...row, partName: "../../etc/passwd" })],
])("a record %s is left out, and the file can be asked for again", async (_what, change) => {
  const { origin, one } = await stopped();
  edit(one, change);
  const two = await startEngine({ folder: one.folder, home: one.home });
  expect(two.engine.downloads.list()).toEqual([]);
  const view = await two.get(origin.url);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test.each<[string, (file: string) => Promise<void>]>([
  ["gone", (file) => unlink(file)],
  ["empty", (file) => truncate(file, 0)],
  ["longer", (file) => truncate(file, 9 * MB)],
  ["another file", (file) => unlink(file).then(() => writeFile(file, "strange"))],
])("a part that is %s makes no wrong file", async (_what, spoil) => {
  const { origin, one, id } = await stopped();
  await spoil(part(one));
  const two = await startEngine({ folder: one.folder, home: one.home });
  await two.engine.downloads.resume(id);
  const view = await two.engine.downloads.settled(id);
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});
