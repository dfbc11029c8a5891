/** What happens with a finished file: by what was said of it, by the settings, by what the host can do. */
import { expect, test } from "vitest";
import { actOn, tellsOf } from "../../../electron/common/on-finish.ts";
import type { DownloadView, FinishAct, SettingsView } from "../../../electron/common/views.ts";
import type { Log } from "../../../electron/engine/log.ts";
import { silentLog } from "../../../electron/engine/log.ts";
import { createFinishActs } from "../../../electron/service/finish-acts.ts";
import { finishActs } from "../../../renderer/words/finish.ts";
import { SimulatedClock } from "../compare/simulated-clock.ts";
import { download } from "../renderer/samples.ts";

test.each([
  ["a.iso", null, "nothing", "nothing"],
  ["a.iso", null, "open", "open"],
  ["a.iso", null, "reveal", "reveal"],
  ["a.iso", "nothing", "open", "nothing"],
  ["a.iso", "notify", "open", "nothing"],
  ["a.iso", "reveal", "open", "reveal"],
  ["a.exe", null, "open", "reveal"],
  ["a.exe", "open", "nothing", "reveal"],
  ["a.AppImage", "open", "nothing", "reveal"],
] as const)("%s, said %s, set %s: %s", (name, said, onFinish, act) => {
  expect(actOn(name, said, { onFinish })).toBe(act);
});

test.each([
  ["done", null, true, true],
  ["done", null, false, false],
  ["done", "notify", false, true],
  ["done", "nothing", true, false],
  ["done", "open", true, true],
  ["failed", "nothing", true, true],
  ["failed", "notify", false, false],
] as const)("%s, said %s, notifications %s: told %s", (kind, said, notify, told) => {
  expect(tellsOf(kind, said, { notify })).toBe(told);
});

function setUp(onFinish: SettingsView["onFinish"], can = { open: true, reveal: true, pickFolder: true }) {
  const clock = new SimulatedClock();
  const did: string[] = [];
  const warned: string[] = [];
  const told: string[] = [];
  const world = { broken: false };
  const note = (what: string) => async (path: string) => {
    if (world.broken) throw new Error("no program for it");
    did.push(`${what} ${path}`);
  };
  const log: Log = { ...silentLog, warn: (_facts, sentence) => warned.push(sentence) };
  const acts = createFinishActs({
    desktop: { can, open: note("open"), reveal: note("reveal") },
    settings: () => ({ onFinish }),
    clock,
    log,
    failed: ({ message }) => told.push(message),
  });
  /** A download that goes through these states. */
  const pass = (name: string, states: readonly DownloadView["state"][], said: FinishAct | null = null) => {
    for (const state of states)
      acts.changed(download({ id: name, name, state, path: `/files/${name}`, onFinish: said }));
  };
  return { acts, clock, did, told, warned, world, pass };
}

test("what ended before one's eyes is opened once; what was over before, or elsewhere, is not", () => {
  const { did, pass } = setUp("open");
  pass("old.iso", ["done", "done"]);
  pass("new.iso", ["queued", "opening", "running", "checking", "done", "done"]);
  pass("failed.iso", ["opening", "running", "failed"]);
  pass("paused.iso", ["opening", "paused", "done"]);
  expect(did).toEqual(["open /files/new.iso"]);
});

test("several in one folder are shown once, and again some time later", async () => {
  const { clock, did, pass } = setUp("reveal");
  pass("a.iso", ["running", "done"]);
  pass("b.iso", ["running", "done"]);
  pass("c.iso", ["running", "done"], "open");
  expect(did).toEqual(["reveal /files/a.iso", "open /files/c.iso"]);
  await clock.run(clock.sleep(6000));
  pass("d.iso", ["running", "done"]);
  expect(did).toHaveLength(3);
});

test("a host that cannot does nothing; one that fails is noted, and the download stays what it is", async () => {
  const far = setUp("open", { open: false, reveal: false, pickFolder: false });
  far.pass("a.iso", ["running", "done"]);
  expect(far.did).toEqual([]);
  expect(far.warned).toEqual([]);
  const near = setUp("open");
  near.world.broken = true;
  near.pass("a.iso", ["running", "done"]);
  await expect.poll(() => near.warned).toEqual(["a finished file could not be opened or shown"]);
  expect(near.told).toEqual(["This cannot be done here: a.iso: no program for it."]);
  expect(far.told).toEqual([]);
});

test("one that was taken off the list is forgotten", () => {
  const { acts, did, pass } = setUp("open");
  pass("a.iso", ["running"]);
  acts.removed("a.iso");
  pass("a.iso", ["done"]);
  expect(did).toEqual([]);
});

test("a page offers what its host can do, and keeps what was chosen elsewhere", () => {
  const info = { version: "1", locale: "en", firstRun: false } as const;
  const none = { open: false, reveal: false, pickFolder: false };
  const all = { open: true, reveal: true, pickFolder: true };
  expect(finishActs({ ...info, host: "electron", can: all }, null)).toEqual([
    "nothing",
    "notify",
    "open",
    "reveal",
  ]);
  expect(finishActs({ ...info, host: "headless", can: all }, null)).toEqual(["nothing", "open", "reveal"]);
  expect(finishActs({ ...info, host: "headless", can: none }, "open")).toEqual(["nothing", "open"]);
});
