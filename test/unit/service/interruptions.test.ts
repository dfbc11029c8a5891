/** Sleep, waking, and another network: what is paused, what goes on, and in which order. */
import { expect, test } from "vitest";
import { toFailure, AppError } from "../../../electron/common/errors.ts";
import type { DownloadView } from "../../../electron/common/views.ts";
import { createInterruptions } from "../../../electron/service/interruptions.ts";
import { download } from "../renderer/samples.ts";

const lost = toFailure(new AppError("connection-lost", { host: "a.example", detail: "gone" }));

/** Downloads that do at once what they are told; `calls` notes it. */
function setUp(...parts: Partial<DownloadView>[]) {
  const views = new Map<string, DownloadView>(
    parts.map((part, at) => {
      const view = download({ failure: null, retryAt: null, warnings: [], id: `d${at}`, ...part });
      return [view.id, view];
    }),
  );
  const calls: string[] = [];
  const faults: unknown[] = [];
  const turn = (id: string, state: DownloadView["state"]) => {
    const view = views.get(id);
    if (view) views.set(id, { ...view, state, failure: null, retryAt: null });
  };
  const store = { locked: false };
  /** Waits that were begun; each is over when its function is called. */
  const waits: (() => void)[] = [];
  const clock = {
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        waits.push(resolve);
        signal?.addEventListener("abort", () => resolve());
      }),
  };
  const interruptions = createInterruptions(
    {
      list: () => {
        if (store.locked) throw new Error("database is locked");
        return [...views.values()];
      },
      async suspend(id) {
        calls.push(`pause ${id}`);
        await Promise.resolve();
        if (id === "stuck") throw new Error("cannot");
        turn(id, "paused");
      },
      async resume(id) {
        calls.push(`resume ${id}`);
        const view = views.get(id);
        // As the engine does it: what was planned is dropped first, the failure stays.
        if (view) views.set(id, { ...view, retryAt: null });
        if (id === "held" && calls.filter((call) => call === "resume held").length === 1)
          throw new Error("held once");
        turn(id, "running");
      },
    },
    (error) => faults.push(error),
    clock,
  );
  return { ...interruptions, calls, faults, turn, views, store, waits };
}

test("what runs or waits is paused, those that wait first, and goes on after", async () => {
  const { suspend, wake, calls } = setUp(
    { state: "running" },
    { state: "queued" },
    { state: "paused" },
    { state: "done" },
    { state: "opening" },
  );
  await suspend();
  expect(calls).toEqual(["pause d1", "pause d0", "pause d4"]);
  await wake();
  expect(calls.slice(3)).toEqual(["resume d0", "resume d1", "resume d4"]);
});

test("waking while it still falls asleep waits for that", async () => {
  const { suspend, wake, calls } = setUp({ state: "running" });
  await Promise.all([suspend(), wake()]);
  expect(calls).toEqual(["pause d0", "resume d0"]);
});

test("what cannot be continued is left to its connection", async () => {
  const { suspend, wake, calls } = setUp({ state: "running", warnings: ["no-ranges"] });
  await suspend();
  await wake();
  expect(calls).toEqual([]);
});

test("what its user paused stays paused, what a failure paused is tried at once", async () => {
  const { wake, calls } = setUp(
    { state: "paused" },
    { state: "paused", failure: lost, retryAt: 1 },
    { state: "paused", failure: lost, retryAt: null },
  );
  await wake();
  expect(calls).toEqual(["resume d1"]);
});

test("what goes on once is not resumed a second time", async () => {
  const { suspend, wake, calls, turn } = setUp({ state: "running" });
  await suspend();
  await wake();
  turn("d0", "paused");
  await wake();
  expect(calls).toEqual(["pause d0", "resume d0"]);
});

test("on another network what runs is opened anew; what waits its turn goes on waiting", async () => {
  const { networkChanged, calls } = setUp({ state: "running" }, { state: "queued" });
  await networkChanged();
  expect(calls).toEqual(["pause d0", "resume d0"]);
});

test("one that cannot be paused is reported, and keeps no other from it", async () => {
  const { suspend, calls, faults } = setUp({ id: "stuck", state: "running" }, { state: "running" });
  await suspend();
  expect(calls).toEqual(["pause stuck", "pause d1"]);
  expect(faults).toEqual([new Error("cannot")]);
});

const soon = () => new Promise<void>((resolve) => void setImmediate(resolve));

test("a store that cannot be read at waking is reported, and asked again until it can", async () => {
  const { suspend, wake, calls, faults, store, waits } = setUp({ state: "running" });
  await suspend();
  store.locked = true;
  await wake();
  expect(faults).toEqual([new Error("database is locked")]);
  waits[0]?.();
  await soon();
  expect(faults).toHaveLength(2);
  store.locked = false;
  waits[1]?.();
  await soon();
  expect(calls).toEqual(["pause d0", "resume d0"]);
  expect(waits).toHaveLength(2);
});

test("one that cannot go on at waking is asked again, alone", async () => {
  const { suspend, wake, calls, faults, waits } = setUp(
    { id: "held", state: "running" },
    { id: "other", state: "running" },
  );
  await suspend();
  calls.length = 0;
  await wake();
  expect(calls).toEqual(["resume held", "resume other"]);
  expect(faults).toEqual([new Error("held once")]);
  waits[0]?.();
  await soon();
  expect(calls).toEqual(["resume held", "resume other", "resume held"]);
  expect(waits).toHaveLength(1);
});

test("what a failure paused is asked again, too, where it cannot go on: its failure is from before", async () => {
  const { wake, calls, views, waits } = setUp(
    { id: "held", state: "paused", failure: lost, retryAt: 1 },
    { id: "left", state: "paused", failure: lost },
  );
  await wake();
  expect(views.get("held")).toMatchObject({ state: "paused", failure: lost, retryAt: null });
  waits[0]?.();
  await soon();
  expect(calls).toEqual(["resume held", "resume held"]);
  expect(views.get("held")?.state).toBe("running");
  expect(waits).toHaveLength(1);
});

test("one that could not go on does so at the next waking", async () => {
  const { wake, calls, waits } = setUp({ id: "held", state: "paused", failure: lost, retryAt: 1 });
  await wake();
  await wake();
  await soon();
  expect(calls).toEqual(["resume held", "resume held"]);
  expect(waits).toHaveLength(1);
});

test("after the end nothing is let go on, also where another network was just being changed to", async () => {
  const { networkChanged, wake, close, calls } = setUp({ state: "running" });
  const changing = networkChanged();
  close();
  await changing;
  await wake();
  await networkChanged();
  await soon();
  expect(calls).toEqual(["pause d0"]);
});

test("what is asked again is left where the machine sleeps once more, or Detour ends; it is asked for a minute", async () => {
  const { suspend, wake, close, store, faults, waits } = setUp({ state: "running" });
  await suspend();
  store.locked = true;
  await wake();
  await suspend();
  await soon();
  expect(faults).toHaveLength(2);
  await wake();
  for (let at = 1; at < 40; at++) {
    waits[at]?.();
    await soon();
  }
  expect(faults).toHaveLength(2 + 13);
  await wake();
  close();
  await soon();
  expect(faults).toHaveLength(2 + 13 + 1);
});

test("a network that changes while the machine falls asleep wakes nothing", async () => {
  const { networkChanged, suspend, calls } = setUp({ state: "running" });
  await Promise.all([networkChanged(), suspend()]);
  expect(calls).toEqual(["pause d0"]);
});
