/** The list is cleared of what is over; what runs, what waits and what can be gone on with stays, and so does every file. */
import { readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { serve, startEngine } from "../helpers/engine.ts";

test("finished and failed ones leave, a paused and a running one stay, no file is touched", async () => {
  const origin = await serve({
    size: 2_000_000,
    handle: ({ url }) =>
      url.includes("gone") ? { status: 404, body: "" } : url.includes("slow") ? { rate: 200_000 } : undefined,
  });
  const one = await startEngine();
  const removed: string[] = [];
  one.engine.on("removed", (id) => removed.push(id));
  const done = await one.get(`${origin.base}/done.bin`);
  const failed = await one.get(`${origin.base}/gone.bin`);
  expect([done.state, failed.state]).toEqual(["done", "failed"]);
  const slow = (name: string) =>
    one.engine.downloads.add({
      source: new URL(`${origin.base}/${name}`),
      mode: "direct",
      relays: [],
      folder: one.folder,
      connections: 1,
    });
  const [paused, running] = [await slow("slow-1.bin"), await slow("slow-2.bin")];
  while ([paused, running].some(({ id }) => one.engine.downloads.get(id)?.state !== "running"))
    await sleep(20);
  await one.engine.downloads.pause(paused.id);

  expect(
    one.engine.downloads.clear({
      before: one.store.downloads.get(done.id)?.endedAt ?? 0,
      most: null,
      failed: true,
    }),
  ).toBe(0);
  expect(one.engine.downloads.clear({ before: null, most: 0, failed: false })).toBe(1);
  expect(removed).toEqual([done.id]);
  expect(one.engine.downloads.clear({ before: Date.now() + 1, most: null, failed: true })).toBe(1);
  expect(removed).toEqual([done.id, failed.id]);
  expect(
    one.engine.downloads
      .list()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual([paused.id, running.id].toSorted());
  expect((await readdir(one.folder)).toSorted()).toEqual([
    "done.bin",
    "slow-1.bin.detour",
    "slow-2.bin.detour",
  ]);
});
