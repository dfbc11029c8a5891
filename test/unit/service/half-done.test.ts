/** What comes late, or in part, to a service over a real store: nothing fails of it, and nothing is lost. */
import { homedir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { silentLog } from "../../../electron/engine/log.ts";
import { createHeadlessDesktop } from "../../../electron/headless/desktop.ts";
import { createService } from "../../../electron/service/create-service.ts";
import { wholeFolder } from "../../../electron/service/folders.ts";
import { createRelays } from "../../../electron/service/relays.ts";
import { startEngine } from "../../helpers/engine.ts";

const soon = () => new Promise<void>((resolve) => void setImmediate(resolve));

test("a keychain that answers once Detour is closed is heard by nobody, and nothing fails of it", async () => {
  const { engine, store } = await startEngine();
  const ready = Promise.withResolvers<void>();
  const faults: unknown[] = [];
  const hear = (error: unknown) => void faults.push(error);
  process.on("unhandledRejection", hear);
  onTestFinished(() => void process.off("unhandledRejection", hear));
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
  await service.close();
  // Closed already; this closes its store.
  await engine.close();
  expect(() => store.relays.list()).toThrow("not open");
  ready.resolve();
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

test("a folder in short is the person's own, and one that begins nowhere is refused", () => {
  expect(wholeFolder("~")).toBe(homedir());
  expect(wholeFolder("~/Films")).toBe(path.join(homedir(), "Films"));
  expect(wholeFolder("/srv/~")).toBe("/srv/~");
  for (const typed of ["Films", "./Films", "~other/Films", ""])
    expect(() => wholeFolder(typed)).toThrow("Files cannot be written in");
});
