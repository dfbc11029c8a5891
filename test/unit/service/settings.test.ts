/** Settings over a store: what is the default, what is kept, what is set back. */
import { expect, test } from "vitest";
import type { SettingsView } from "../../../electron/common/views.ts";
import type { Store } from "../../../electron/engine/store/store.ts";
import { createHeadlessDesktop } from "../../../electron/headless/desktop.ts";
import { createSettings } from "../../../electron/service/settings.ts";

function setUp(saved?: unknown) {
  const values = new Map<string, unknown>([["settings", saved]]);
  const store = {
    settings: {
      get: (key: string) => values.get(key),
      set: (key: string, value: unknown) => void values.set(key, value),
    },
  } as unknown as Store;
  const applied: SettingsView[] = [];
  const told: unknown[] = [];
  const desktop = createHeadlessDesktop({ env: { HOME: "/home/me" }, platform: "darwin" });
  const settings = createSettings(
    store,
    desktop,
    (_event, data) => told.push(data),
    (one) => applied.push(one),
  );
  return { settings, applied, told, saved: () => values.get("settings") };
}

test("at first they are the defaults", () => {
  const { settings, applied } = setUp();
  expect(settings.get()).toEqual({
    folder: "/home/me/Downloads",
    folderRules: [],
    connections: 64,
    theme: "system",
    language: "system",
    mode: "auto",
    limit: null,
    schedule: [],
    pace: "set",
    slowLimit: 500_000,
    atOnce: 4,
    keepDays: null,
    keepCount: null,
    onFinish: "nothing",
    retries: null,
    retryWait: 5,
    goOnAtStart: true,
    notify: true,
    keepAwake: true,
    closeToTray: false,
    autostart: false,
    clipboard: true,
    keychain: true,
    updates: false,
  });
  expect(applied).toEqual([settings.get()]);
});

test("only what was set is kept, so that a default may change later", () => {
  const { settings, saved, told } = setUp();
  settings.set({ connections: 8, notify: undefined });
  expect(saved()).toEqual({ connections: 8 });
  expect(settings.get()).toMatchObject({ connections: 8, notify: true });
  expect(told).toEqual([settings.get()]);
});

test("one that cannot be read hides no other", () => {
  const { settings } = setUp({ connections: 9000, atOnce: 2, unknown: 1, limit: null });
  expect(settings.get()).toMatchObject({ connections: 64, atOnce: 2, limit: null });
  expect(settings.get()).not.toHaveProperty("unknown");
});

test("a rule that cannot be read hides no other rule", () => {
  const good = { by: "type", type: "video", folder: "Video" };
  const { settings } = setUp({
    folderRules: [{ by: "moon", folder: "Moon" }, good, { ...good, folder: "../up" }],
    schedule: [{ days: "all" }],
    atOnce: 2,
  });
  expect(settings.get()).toMatchObject({ folderRules: [good], schedule: [], atOnce: 2 });
});

test.each([[null], ["text"], [[1]], [7]])("%j in their place is no settings at all", (saved) => {
  expect(setUp(saved).settings.get().connections).toBe(64);
});

test("they are set back one by one, or all", () => {
  const { settings, saved, applied } = setUp({ connections: 8, atOnce: 2, notify: false });
  expect(settings.reset(["atOnce"])).toMatchObject({ connections: 8, atOnce: 4, notify: false });
  expect(saved()).toEqual({ connections: 8, notify: false });
  expect(settings.reset()).toMatchObject({ connections: 64, notify: true });
  expect(saved()).toEqual({});
  expect(applied).toHaveLength(3);
});

test("what a newer Detour wrote stays for it, whatever is set here, until it is set or all is set back", () => {
  const folderRules = [{ by: "moon", folder: "Moon" }];
  const { settings, saved } = setUp({ theme: { dark: "at night" }, folderRules });
  settings.set({ atOnce: 2 });
  expect(saved()).toEqual({ theme: { dark: "at night" }, folderRules, atOnce: 2 });
  settings.set({ folderRules: [] });
  expect(saved()).toMatchObject({ theme: { dark: "at night" }, folderRules: [] });
  settings.reset();
  expect(saved()).toEqual({});
});
