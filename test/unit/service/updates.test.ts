/** New versions: nobody is asked without leave, nothing is downloaded unasked, and what goes wrong is said. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silentLog } from "../../../electron/engine/log.ts";
import { createUpdates, type NewVersion, type Updater } from "../../../electron/service/updates.ts";

const dayMs = 24 * 3600 * 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(found: () => Promise<NewVersion | null>, saved?: number, full = false) {
  const values = new Map<string, unknown>([["update-checked", saved]]);
  const asked: string[] = [];
  let wait: PromiseWithResolvers<void> | undefined;
  const updater: Updater = {
    way: "itself",
    async find() {
      asked.push("find");
      return found();
    },
    async download(progress) {
      asked.push("download");
      progress(0.256);
      wait = Promise.withResolvers();
      return wait.promise;
    },
    restart: () => void asked.push("restart"),
  };
  const states: string[] = [];
  const updates = createUpdates({
    updater,
    store: {
      settings: {
        get: (key) => values.get(key),
        set(key, value) {
          if (full) throw new Error("database or disk is full");
          values.set(key, value);
        },
      },
    },
    emit: (_event, data) => void states.push((data as { state: string }).state),
    log: silentLog,
    now: () => Date.now(),
  });
  return {
    updates,
    asked,
    states,
    values,
    downloaded: (error?: Error) => (error ? wait?.reject(error) : wait?.resolve()),
  };
}

const none = async (): Promise<NewVersion | null> => null;
const newer = async () => ({ version: "2.0.0", notes: "<p>Faster</p><script>x</script>" });

test("without leave nobody is asked, however long it runs", async () => {
  const { updates, asked } = setUp(newer);
  updates.allow(false);
  await vi.advanceTimersByTimeAsync(10 * dayMs);
  expect(asked).toEqual([]);
  expect(updates.view()).toMatchObject({ way: "itself", state: "idle", checkedAt: null });
  updates.close();
});

test("with leave it looks at once, then once a day; never downloads by itself", async () => {
  const { updates, asked } = setUp(newer);
  updates.allow(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(updates.view()).toMatchObject({ state: "available", version: "2.0.0", notes: "Faster\nx" });
  await vi.advanceTimersByTimeAsync(3 * dayMs);
  expect(asked).toEqual(["find", "find", "find", "find"]);
  updates.allow(false);
  await vi.advanceTimersByTimeAsync(3 * dayMs);
  expect(asked).toHaveLength(4);
});

test("a start soon after the last look asks nobody", async () => {
  const { updates, asked } = setUp(newer, Date.now() - dayMs / 2);
  updates.allow(true);
  await vi.advanceTimersByTimeAsync(dayMs / 4);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(dayMs / 2);
  expect(asked).toEqual(["find"]);
  updates.close();
});

test("it is downloaded by a word, with its share, and restarts only when it is here", async () => {
  const { updates, asked, downloaded } = setUp(newer);
  await expect(updates.download()).rejects.toMatchObject({ code: "not-allowed" });
  await updates.check();
  const download = updates.download();
  expect(updates.view()).toMatchObject({ state: "downloading", share: 0.25 });
  expect(() => updates.restart()).toThrow("This cannot be done now");
  // Neither a second click nor a look interrupts it.
  await updates.check();
  await updates.download();
  downloaded();
  expect(await download).toMatchObject({ state: "ready", version: "2.0.0", share: null });
  updates.restart();
  expect(asked).toEqual(["find", "download", "restart"]);
});

test("there may be none, and it may not be had; each is said, and can be tried again", async () => {
  let answer = none;
  const { updates, states, downloaded } = setUp(() => answer());
  expect(await updates.check()).toMatchObject({ state: "current", version: null });
  answer = async () => Promise.reject(new Error("404 from the server"));
  expect(await updates.check()).toMatchObject({
    state: "failed",
    problem: { code: "update-failed", params: { detail: "404 from the server" } },
  });
  answer = newer;
  expect(await updates.check()).toMatchObject({ state: "available", problem: null });
  const download = updates.download();
  downloaded(new Error("sha512 checksum mismatch"));
  expect(await download).toMatchObject({ state: "failed", version: "2.0.0" });
  expect(states).toEqual([
    "checking",
    "current",
    "checking",
    "failed",
    "checking",
    "available",
    "downloading",
    "downloading",
    "failed",
  ]);
});

test("a copy that is updated another way asks nobody", async () => {
  const updates = createUpdates({
    updater: { way: "deb" },
    store: { settings: { get: () => undefined, set: () => undefined } },
    emit: () => undefined,
    log: silentLog,
    now: () => 0,
  });
  updates.allow(true);
  expect(updates.view().way).toBe("deb");
  await expect(updates.check()).rejects.toMatchObject({ code: "not-available" });
});

test("a look that answers late takes nothing back from a download that was begun meanwhile", async () => {
  let answer = newer;
  const { updates, asked, downloaded } = setUp(() => answer());
  await updates.check();
  const late = Promise.withResolvers<NewVersion | null>();
  answer = async () => late.promise as ReturnType<typeof newer>;
  const looking = updates.check();
  const download = updates.download();
  late.resolve({ version: "2.0.0", notes: null });
  await looking;
  await vi.advanceTimersByTimeAsync(0);
  expect(updates.view()).toMatchObject({ state: "downloading", share: 0.25 });
  downloaded();
  expect(await download).toMatchObject({ state: "ready" });
  expect(asked).toEqual(["find", "find", "download"]);
});

test("a clock that was set back does not keep it from looking", async () => {
  const { updates, asked } = setUp(newer, Date.now() + 3000 * dayMs);
  updates.allow(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(["find"]);
  updates.close();
});

test("a store that cannot be written does not hide the version that was found", async () => {
  const { updates } = setUp(newer, undefined, true);
  expect(await updates.check()).toMatchObject({ state: "available", version: "2.0.0", problem: null });
});
