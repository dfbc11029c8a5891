/** What tray, taskbar and badge show, over an Electron that shows nothing. */
import { setImmediate as turn } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { systemClock } from "../../../electron/engine/clock.ts";
import type { Listener } from "../../../electron/service/service.ts";
import { showPresence } from "../../../electron/main/presence.ts";
import type { ShellActions } from "../../../electron/main/shell-actions.ts";
import { shellWords } from "../../../electron/main/words.ts";
import { download, settings } from "../renderer/samples.ts";

const nothing = vi.hoisted(() => () => undefined);

vi.mock("electron", () => {
  const icon = { addRepresentation: nothing, setTemplateImage: nothing };
  return {
    app: { setBadgeCount: nothing },
    BrowserWindow: { getAllWindows: () => [] },
    Menu: { setApplicationMenu: nothing, buildFromTemplate: nothing },
    nativeImage: { createFromDataURL: () => icon },
    Notification: { isSupported: () => false },
    powerSaveBlocker: { start: () => 1, stop: nothing },
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
  });
  looks = 0;
  for (const id of ids) tell?.("downloads.removed", { id });
  await turn();
  expect(looks).toBe(1);
  stop();
  expect(tell).toBeUndefined();
});
