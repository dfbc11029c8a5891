/** Going on by itself after a restart, and when it is left: by the setting, and where it seems to be what ends Detour. */
import { expect, test } from "vitest";
import { AppError, type Failure } from "../../../electron/common/errors.ts";
import { silentLog } from "../../../electron/engine/log.ts";
import { createGoingOn } from "../../../electron/service/going-on.ts";

/** What lies in the store, over all starts of one Detour. */
function world(count = 2) {
  const values = new Map<string, unknown>();
  const calls: string[] = [];
  const notices: Failure[] = [];
  /** How often the store still refuses to be written. */
  const store = { refusals: 0 };
  /** One start; `pass` lets its first 20 seconds pass. */
  const start = ({ wanted = true } = {}) => {
    const slept = Promise.withResolvers<void>();
    const waited: number[] = [];
    const goingOn = createGoingOn({
      downloads: {
        interrupted: () => count,
        goOn: () => void calls.push("go on"),
        leave: () => void calls.push("leave"),
      },
      store: {
        settings: {
          get: (key) => values.get(key),
          set(key, value) {
            if (store.refusals-- > 0)
              throw new AppError("disk-error", { file: "f", detail: "database is locked" });
            values.set(key, value);
          },
        },
      },
      clock: {
        sleep(ms, signal) {
          waited.push(ms);
          // What is asked again is asked at once.
          if (ms < 20_000) return new Promise((resolve) => void setImmediate(resolve));
          signal?.addEventListener("abort", () => slept.resolve());
          return slept.promise;
        },
      },
      log: silentLog,
      wanted: () => wanted,
      left: (notice) => void notices.push(notice),
    });
    goingOn.begin();
    const pass = async () => {
      slept.resolve();
      await slept.promise;
    };
    return { ...goingOn, pass, waited };
  };
  return { start, calls, notices, values, store };
}

test("it goes on at each start that ends in good order, however soon", () => {
  const { start, calls, notices } = world();
  for (let turn = 0; turn < 5; turn++) start().close();
  expect(calls).toEqual(Array(5).fill("go on"));
  expect(notices).toEqual([]);
});

test("after two ends in a row that nobody asked for, it is left and said, and the next time it goes on again", () => {
  const { start, calls, notices } = world(3);
  start();
  start();
  const third = start();
  expect(calls).toEqual(["go on", "go on", "leave"]);
  expect(notices).toMatchObject([{ code: "left-paused", params: { count: 3 } }]);
  expect(third.notice()).toEqual(notices[0]);
  const fourth = start();
  expect(calls.at(-1)).toBe("go on");
  expect(fourth.notice()).toBeUndefined();
});

test("what lived for 20 seconds is no such end, and begins the count anew", async () => {
  const { start, calls } = world();
  start();
  const second = start();
  expect(second.waited).toEqual([20_000]);
  await second.pass();
  start();
  start();
  expect(calls).toEqual(["go on", "go on", "go on", "go on"]);
  start();
  expect(calls.at(-1)).toBe("leave");
});

test("an end in good order between two others begins the count anew", () => {
  const { start, calls } = world();
  start();
  start().close();
  start();
  start();
  expect(calls).toEqual(Array(4).fill("go on"));
});

test("where it is not wanted, it is left to its person, and nothing is said", () => {
  const { start, calls, notices } = world();
  expect(start({ wanted: false }).notice()).toBeUndefined();
  expect(calls).toEqual(["leave"]);
  expect(notices).toEqual([]);
});

test("where nothing was interrupted, nothing is done or kept; and nothing after the end", () => {
  const none = world(0);
  none.start().close();
  expect(none.calls).toEqual([]);
  expect([...none.values]).toEqual([]);
  const { start, calls } = world();
  const one = start();
  one.close();
  one.begin();
  expect(calls).toEqual(["go on"]);
});

test("what another version kept does not stop it", () => {
  const { start, calls, values } = world();
  values.set("going-on", "words");
  start().close();
  expect(calls).toEqual(["go on"]);
});

const asked = (goingOn: { readonly waited: readonly number[] }) =>
  goingOn.waited.filter((ms) => ms === 5000).length;

test("a store that another program holds is asked again, and what goes on then is no end of Detour", async () => {
  const { start, calls, notices, values, store } = world();
  store.refusals = 3;
  const one = start();
  expect(calls).toEqual([]);
  await expect.poll(() => calls).toEqual(["go on"]);
  expect(asked(one)).toBe(3);
  expect(values.get("going-on")).toEqual({ open: true, ends: 0 });
  expect(notices).toEqual([]);
});

test("so is one that refuses while it is left, which is then said once", async () => {
  const { start, calls, notices, store } = world(3);
  start();
  start();
  store.refusals = 2;
  start();
  await expect.poll(() => calls).toEqual(["go on", "go on", "leave"]);
  expect(notices).toMatchObject([{ code: "left-paused", params: { count: 3 } }]);
});

test("one that refuses for a minute is said, and nothing is asked after the end", async () => {
  const { start, calls, notices, store } = world();
  store.refusals = Infinity;
  const one = start();
  await expect.poll(() => notices).toMatchObject([{ code: "disk-error" }]);
  expect(asked(one)).toBe(12);
  expect(one.notice()).toEqual(notices[0]);
  const other = start();
  other.close();
  await new Promise((resolve) => void setImmediate(resolve));
  expect(asked(other)).toBe(1);
  expect(calls).toEqual([]);
});
