import { expect, test } from "vitest";
import { silentLog } from "../../../electron/engine/log.ts";
import { openStore } from "../../../electron/engine/store/store.ts";
import { planBytes } from "../../../electron/common/defaults.ts";
import { createPlans } from "../../../electron/service/planned-comparisons.ts";
import { tempDir } from "../../helpers/temp.ts";

const minute = 60_000;
const plan = {
  url: "https://example.org/file?token=secret",
  relays: ["direct", "r1"],
  everyMinutes: 60,
  hours: 3,
};

/** Plans over a store in a folder, with a clock that the test moves. */
async function setUp() {
  const folder = await tempDir();
  const world = {
    now: Date.UTC(2026, 10, 25),
    busy: false,
    started: [] as number[],
    bytes: [] as number[],
    said: 0,
    fails: false,
    broken: false,
  };
  const open = () => {
    const store = openStore(folder);
    const plans = createPlans({
      store: {
        settings: {
          ...store.settings,
          get: (key) => {
            if (world.broken) throw new Error("database is locked");
            return store.settings.get(key);
          },
        },
      },
      start: async ({ bytes }) => {
        world.bytes.push(bytes);
        world.started.push((world.now - Date.UTC(2026, 10, 25)) / minute);
        if (world.fails) throw new Error("no road");
      },
      busy: () => world.busy,
      changed: () => world.said++,
      now: () => world.now,
      log: silentLog,
    });
    const breakOne = () => {
      const kept = store.settings.get("planned-comparisons") as object[];
      store.settings.set("planned-comparisons", [{ ...kept[0], url: "example.org/file" }, ...kept]);
    };
    return { plans, breakOne, close: () => (plans.close(), store.close()) };
  };
  return { world, open };
}

test("one is made at once and every hour until the time is over; its view has no query", async () => {
  const { world, open } = await setUp();
  const { plans, close } = open();
  const view = plans.add(plan);
  expect(view).toMatchObject({ url: "https://example.org/file", host: "example.org", everyMs: 60 * minute });
  for (let at = 0; at < 300; at++) {
    plans.look();
    world.now += minute;
  }
  expect(world.started).toEqual([0, 60, 120, 180]);
  expect(plans.list()).toEqual([]);
  close();
});

test("it waits while others are at work, and leaves out what it missed", async () => {
  const { world, open } = await setUp();
  const { plans, close } = open();
  world.busy = true;
  plans.add(plan);
  expect(world.started).toEqual([]);
  world.now += 130 * minute;
  world.busy = false;
  plans.look();
  expect(world.started).toEqual([130]);
  expect(plans.list()[0]?.next).toBe(Date.UTC(2026, 10, 25, 3));
  close();
});

test("it survives a restart, and one that fails does not end it", async () => {
  const { world, open } = await setUp();
  const first = open();
  world.fails = true;
  const { id } = first.plans.add(plan);
  first.close();
  world.now += 60 * minute;
  const second = open();
  second.plans.look();
  expect(world.started).toEqual([0, 60]);
  second.plans.remove(id);
  expect(second.plans.list()).toEqual([]);
  expect(() => second.plans.remove(id)).toThrow("plan");
  expect(world.said).toBe(4);
  second.close();
});

test("a bare host is completed before it is kept; a broken plan does not take the others with it", async () => {
  const { open } = await setUp();
  const first = open();
  first.plans.add({ ...plan, url: "example.org/file" });
  expect(first.plans.list()).toMatchObject([{ url: "https://example.org/file" }]);
  first.breakOne();
  expect(first.plans.list()).toMatchObject([{ url: "https://example.org/file" }]);
  first.close();
});

test("each takes so many bytes at most", async () => {
  const { world, open } = await setUp();
  const { plans, close } = open();
  plans.add({ ...plan, bytes: 5_000_000 });
  plans.add(plan);
  plans.look();
  expect(world.bytes).toEqual([5_000_000, planBytes]);
  close();
});

test("a store that cannot be read now is asked again at the next look", async () => {
  const { world, open } = await setUp();
  const { plans, close } = open();
  plans.add(plan);
  world.now += 60 * minute;
  world.broken = true;
  expect(() => plans.look()).not.toThrow();
  world.broken = false;
  plans.look();
  expect(world.started).toEqual([0, 60]);
  close();
});

test("an address that is none is refused, and more than twenty", async () => {
  const { open } = await setUp();
  const { plans, close } = open();
  expect(() => plans.add({ ...plan, url: "file:///etc/passwd" })).toThrow("file:");
  for (let count = 0; count < 20; count++) plans.add(plan);
  expect(() => plans.add(plan)).toThrow("20 comparisons");
  close();
});

test("a clock that was wrong when a plan began does not keep it waiting for that time", async () => {
  const { world, open } = await setUp();
  const { plans, close } = open();
  const year = 365 * 24 * 60;
  world.now += year * minute;
  plans.add(plan);
  expect(world.started).toEqual([year]);
  world.now -= year * minute;
  plans.look();
  expect(world.started).toEqual([year]);
  // From here on it goes on as it was planned: every hour, for three.
  for (let count = 0; count < 12; count++) {
    world.now += 30 * minute;
    plans.look();
  }
  expect(world.started).toEqual([year, 60, 120, 180]);
  expect(plans.list()).toEqual([]);
  close();
});
