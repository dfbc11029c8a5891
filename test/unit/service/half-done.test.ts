/** What comes late, or in part, to a service over a real store: nothing fails of it, and nothing is lost. */
import { homedir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { AppError } from "../../../electron/common/errors.ts";
import { silentLog } from "../../../electron/engine/log.ts";
import type { Store } from "../../../electron/engine/store/store.ts";
import type { Engine } from "../../../electron/engine/types.ts";
import { createHeadlessDesktop } from "../../../electron/headless/desktop.ts";
import { createService } from "../../../electron/service/create-service.ts";
import { wholeFolder } from "../../../electron/service/folders.ts";
import { createRelays } from "../../../electron/service/relays.ts";
import { startEngine } from "../../helpers/engine.ts";

function fail(): never {
  throw new AppError("disk-error", { file: "detour.sqlite", detail: "database is locked" });
}

/** A store that can be made to refuse to keep settings, or to be read, as where another program holds it or the disk is full. */
function refusing(store: Store) {
  const state = { writes: false, relays: false };
  const changed: Store = {
    ...store,
    settings: {
      ...store.settings,
      set: (key, value) => (state.writes ? fail() : store.settings.set(key, value)),
    },
    relays: { ...store.relays, list: () => (state.relays ? fail() : store.relays.list()) },
  };
  return { state, store: changed };
}

const soon = () => new Promise<void>((resolve) => void setImmediate(resolve));

test("a keychain that answers once Detour is closed is heard by nobody, and nothing fails of it", async () => {
  const { engine, store } = await startEngine();
  const faults: unknown[] = [];
  const hear = (error: unknown) => void faults.push(error);
  process.on("unhandledRejection", hear);
  onTestFinished(() => void process.off("unhandledRejection", hear));
  const service = serviceOver({ engine, store });
  await service.close();
  // Closed already; this closes its store.
  await engine.close();
  expect(() => store.relays.list()).toThrow("not open");
  service.ready();
  await soon();
  await soon();
  expect(faults).toEqual([]);
});

test("a day's quota that is set in one window and a month's in another are both kept", async () => {
  const { engine, store } = await startEngine();
  const relays = createRelays(store, engine, () => undefined);
  const { id } = relays.add("sni://relay.example");
  // Neither knows of the other's yet.
  relays.setQuota(id, { month: 50e9 });
  expect(relays.setQuota(id, { day: 2e9 }).quota).toEqual({ day: 2e9, month: 50e9 });
  expect(relays.setQuota(id, { month: null }).quota).toEqual({ day: 2e9, month: null });
});

test("what a check found is told also where it cannot be kept; a relay whose check cannot be forgotten stays as it is", async () => {
  const { engine, store: own } = await startEngine();
  const { state, store } = refusing(own);
  const warned: string[] = [];
  const told: string[] = [];
  const log = { ...silentLog, warn: (_fields: object, message: string) => void warned.push(message) };
  const relays = createRelays(store, engine, (event) => void told.push(event), Date.now, log);
  const { id } = relays.add("http://127.0.0.1:9#name=c");
  await relays.health({ id });
  const found = relays.list();
  expect(found[0]?.health).not.toBeNull();
  told.length = 0;
  state.writes = true;
  expect((await relays.health({ id })).grade).toBe("unusable");
  expect(warned).toEqual(["what a check of a relay found could not be kept"]);
  expect(() => relays.remove(id)).toThrow(expect.objectContaining({ code: "disk-error" }));
  expect(() => relays.update(id, "http://127.0.0.1:10#name=d")).toThrow("database is locked");
  expect(told).toEqual([]);
  expect(relays.list()).toEqual(found);
  state.writes = false;
  relays.remove(id);
  expect(told).toEqual(["relays.changed"]);
});

test("a store that is held while relays are put in order is said as one that is held", async () => {
  const { store } = await startEngine();
  store.relays.save({ id: "a", spec: "sni://a.example", practice: false });
  store.relays.save({ id: "b", spec: "sni://b.example", practice: false });
  const other = new DatabaseSync(path.join(store.folder, "detour.sqlite"));
  onTestFinished(() => other.close());
  other.exec("BEGIN IMMEDIATE");
  expect(() => store.relays.arrange(["b", "a"])).toThrow(expect.objectContaining({ code: "disk-error" }));
  other.exec("ROLLBACK");
  store.relays.arrange(["b", "a"]);
  expect(store.relays.list().map(({ id }) => id)).toEqual(["b", "a"]);
});

/** A service over an engine; its keychain answers when `ready` is called. */
function serviceOver({ engine, store }: { engine: Engine; store: Store }) {
  const ready = Promise.withResolvers<void>();
  const service = createService({
    engine,
    store,
    desktop: createHeadlessDesktop({ env: { HOME: "/home/me" } }),
    startPractice: () => Promise.reject(new Error("not asked for")),
    version: "0.0.0",
    log: silentLog,
    licences: async () => [],
    updater: { way: "npm" },
    vault: { state: () => "unavailable", ready: ready.promise, want: async () => undefined },
  });
  return { ...service, ready: ready.resolve };
}

test("what was interrupted goes on also where clients cannot be told of the relays that were unlocked", async () => {
  const { engine, store: own } = await startEngine();
  const { state, store } = refusing(own);
  const asked: string[] = [];
  const downloads = { ...engine.downloads, interrupted: () => asked.push("interrupted") * 0 };
  const service = serviceOver({ engine: { ...engine, downloads }, store });
  state.relays = true;
  service.ready();
  await soon();
  await soon();
  expect(asked).toEqual(["interrupted"]);
});

test("the direct road among the relays of a download that is changed is passed over, as it is elsewhere", async () => {
  const one = await startEngine();
  const { handlers } = serviceOver(one);
  const relay = await handlers["relays.add"]({ spec: "http://127.0.0.1:9#name=far" });
  const { id } = await one.add("http://127.0.0.1:9/f", { start: "paused" });
  await handlers["downloads.change"]({ id, mode: "auto", relays: ["direct", relay.id] });
  expect(await handlers["downloads.how"]({ id })).toMatchObject({ mode: "auto", relays: ["far"] });
});

test("a folder in short is the person's own, and one that begins nowhere is refused", () => {
  expect(wholeFolder("~")).toBe(homedir());
  expect(wholeFolder("~/Films")).toBe(path.join(homedir(), "Films"));
  expect(wholeFolder("/srv/~")).toBe("/srv/~");
  for (const typed of ["Films", "./Films", "~other/Films", ""])
    expect(() => wholeFolder(typed)).toThrow("Files cannot be written in");
});
