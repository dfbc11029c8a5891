/** What tray, taskbar and badge show, over an Electron that shows nothing. */
import { setImmediate as turn } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { systemClock } from "../../../electron/engine/clock.ts";
import type { Listener } from "../../../electron/service/service.ts";
import { showPresence } from "../../../electron/main/presence.ts";
import type { ShellActions } from "../../../electron/main/shell-actions.ts";
import { shellWords } from "../../../electron/main/words.ts";
import { comparison, download, settings } from "../renderer/samples.ts";

const nothing = vi.hoisted(() => () => undefined);
const awake = vi.hoisted(() => ({ now: false }));

vi.mock("electron", () => {
  const icon = { addRepresentation: nothing, setTemplateImage: nothing };
  return {
    app: { setBadgeCount: nothing },
    BrowserWindow: { getAllWindows: () => [] },
    Menu: { setApplicationMenu: nothing, buildFromTemplate: nothing },
    nativeImage: { createFromDataURL: () => icon },
    Notification: { isSupported: () => false },
    powerSaveBlocker: {
      start: () => Number((awake.now = true)),
      stop: () => void (awake.now = false),
    },
    Tray: class {
      on = nothing;
      setToolTip = nothing;
      setContextMenu = nothing;
      destroy = nothing;
    },
  };
});

test("thousands that leave the list at once are shown once, when all of them have left", async () => {
  const ids = Array.from({ length: 5000 }, (_, at) => `d${at}`);
  let tell: Listener | undefined;
  let looks = 0;
  const stop = showPresence({
    clock: systemClock,
    service: {
      on(listener) {
        tell = listener;
        return () => (tell = undefined);
      },
    },
    downloads: ids.map((id) => download({ id, state: "done" })),
    settings: () => (looks++, settings),
    words: () => shellWords("en", "en"),
    actions: {} as ShellActions,
    report: () => undefined,
  });
  looks = 0;
  for (const id of ids) tell?.("downloads.removed", { id });
  await turn();
  expect(looks).toBe(1);
  stop();
  expect(tell).toBeUndefined();
});

test("the machine is kept awake by a comparison and by the gateway, and let go when they are over", async () => {
  let tell: Listener | undefined;
  const stop = showPresence({
    service: {
      on(listener) {
        tell = listener;
        return () => (tell = undefined);
      },
    },
    downloads: [],
    clock: systemClock,
    settings: () => settings,
    words: () => shellWords("en", "en"),
    actions: {} as ShellActions,
    report: () => undefined,
  });
  expect(awake.now).toBe(false);
  tell?.("comparisons.changed", comparison({ state: "running" }));
  expect(awake.now).toBe(true);
  tell?.("comparisons.changed", comparison({ state: "done" }));
  expect(awake.now).toBe(false);
  const flow = { id: 1, kind: "url", method: "GET", host: "a", routes: [], status: null } as const;
  const gateway = { running: true, url: null, proxy: null, allowPrivate: false, totals: [] };
  const flows = (over: boolean) => [{ ...flow, routes: [], bytes: 5, speed: over ? 0 : 9, over }];
  tell?.("gateway.changed", { ...gateway, flows: flows(false) });
  await expect.poll(() => awake.now, { timeout: 3000 }).toBe(true);
  tell?.("gateway.changed", { ...gateway, flows: flows(true) });
  await expect.poll(() => awake.now, { timeout: 3000 }).toBe(false);
  stop();
});
