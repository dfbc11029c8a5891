/** Many that end while nobody looks, from the engine to the notifications, which the stand-in keeps for tests. */
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import type { DownloadView } from "../../electron/common/views.ts";
import { callApp, isStandIn, launchApp, type RunningApp } from "../helpers/app.ts";
import { startFaultServer, type FaultServer } from "../helpers/fault-server.ts";
import { eventually } from "../helpers/story.ts";
import type * as Fake from "../fake-electron/electron.ts";

const count = 12;

let running: RunningApp;
let server: FaultServer;
beforeAll(async () => {
  await ensureBuilt();
  server = await startFaultServer({ size: 20_000 });
  running = await launchApp();
  const folder = path.join(running.home, "files");
  await callApp(running, "settings.set", { language: "en", folder, atOnce: 4 });
});
afterAll(async () => {
  await running?.close();
  await server?.close();
});

const fake = <R>(look: (electron: typeof Fake) => R | Promise<R>): Promise<R> =>
  running.app.evaluate(look as never) as Promise<R>;
const shown = () => fake(({ Notification }) => Notification.shown.map(({ options }) => options.title));
const last = () => fake(({ Notification }) => Notification.shown.at(-1)?.options);
const closed = () =>
  fake(({ recorded }) => recorded.filter(({ api }) => api === "notification.close").length);

test.runIf(isStandIn)(
  "many small files that end together are one notification, and a click shows them",
  async () => {
    await fake(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur());
    for (let at = 0; at < count; at++)
      await callApp(running, "downloads.add", {
        url: `${server.base}/small-${at}.bin`,
        mode: "direct",
        relays: [],
        connections: 1,
      });
    // The first at once, by its name; then all of them, however long a slow machine takes.
    await eventually(async () => (await shown())[0]).toBe("Download finished");
    await eventually(last, 60).toMatchObject({
      title: `${count} downloads finished`,
      body: expect.stringMatching(/^small-\d+\.bin, small-\d+\.bin, small-\d+\.bin and 9 more$/),
      actions: [{ text: "Look" }],
    });
    const views = await callApp<DownloadView[]>(running, "downloads.list");
    expect(views.map(({ state }) => state)).toEqual(Array.from({ length: count }, () => "done"));
    // Each took the place of the one before it.
    expect((await shown()).length).toBeLessThan(count / 2);
    expect(await closed()).toBe((await shown()).length - 1);
    await fake(({ Notification }) => Notification.shown.at(-1)?.emit("action", { actionIndex: 0 }));
    await eventually(() => running.page.locator("h1").first().textContent()).toBe("Downloads");
  },
);
