/**
 * A start that comes while Detour ends: its person gets an app that works, not the window of the one that is going. On the
 * stand-in, whose second process is found by what it writes.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { chromium } from "playwright-core";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import type * as Fake from "../fake-electron/electron.ts";
import { isStandIn, launchApp, type RunningApp } from "../helpers/app.ts";
import { tempDir } from "../helpers/temp.ts";

beforeAll(() => ensureBuilt());

/** Launches the app so that another one of it would be noticed, and ends that one with the test. */
async function launch() {
  const home = await tempDir(onTestFinished);
  const said = path.join(home, "relaunched");
  const lock = path.join(home, "electron/fake-lock");
  const running = await launchApp({ home, env: { FAKE_ELECTRON_RELAUNCHED: said, LC_ALL: "en_US.UTF-8" } });
  onTestFinished(running.close);
  const first = running.app.process().pid;
  onTestFinished(async () => {
    const pid = Number(await readFile(lock, "utf8").catch(() => "0"));
    if (pid === 0 || pid === first) return;
    process.kill(pid, "SIGTERM");
    await expect.poll(() => existsSync(lock), { timeout: 20_000 }).toBe(false);
  });
  return { running, said, ended: ended(running) };
}

const ended = ({ app }: RunningApp) =>
  new Promise<number | null>((resolve) => void app.process().once("exit", resolve));

/** Quits the app and, before it is done, starts it once more for each list of arguments. Out: whether a window was shown. */
const quitAndStart = ({ app }: RunningApp, starts: readonly (readonly string[])[]) =>
  app.evaluate(
    (({ app, BrowserWindow }: typeof Fake, starts: string[][]) => {
      app.quit();
      for (const args of starts) app.emit("second-instance", {}, [], "/", { args, cwd: "/" });
      app.emit("activate", {}, false);
      return BrowserWindow.getAllWindows().some((window) => window.isVisible());
    }) as never,
    starts as never,
  ) as Promise<boolean>;

test.runIf(isStandIn)("a start while Detour ends is a start anew, with what it was given", async () => {
  const { running, said, ended } = await launch();
  const shown = await quitAndStart(running, [["https://a.example/late.bin"], ["--hidden"]]);
  expect(shown).toBe(false);
  expect(await ended).toBe(0);

  const devTools = async () => /^DevTools listening on (ws:\S+)$/m.exec(await readFile(said, "utf8"))?.[1];
  await expect.poll(() => devTools().catch(() => undefined), { timeout: 20_000 }).toBeDefined();
  const browser = await chromium.connectOverCDP((await devTools()) ?? "");
  onTestFinished(() => browser.close());
  const pages = () => browser.contexts().flatMap((context) => context.pages());
  await expect.poll(() => pages().length, { timeout: 20_000 }).toBe(1);
  const [page] = pages();
  const offered = page?.getByRole("region", { name: "From outside" });
  await offered?.getByText("https://a.example/late.bin", { exact: true }).waitFor();
});

test.runIf(isStandIn)("Detour that ends, and that nobody starts meanwhile, stays ended", async () => {
  const { running, said, ended } = await launch();
  await running.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
  expect(await ended).toBe(0);
  expect(existsSync(said)).toBe(false);
});
