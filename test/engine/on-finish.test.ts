/** What is to happen with a finished file is noted with its download, and outlives the process. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { serve, startEngine } from "../helpers/engine.ts";

test("it is said with the request or later, kept over a restart, and not of what is finished", async () => {
  const origin = await serve({ size: 2_000_000, handle: () => ({ rate: 300_000 }) });
  const one = await startEngine();
  const request = {
    source: new URL(origin.url),
    mode: "direct",
    relays: [],
    folder: one.folder,
    connections: 1,
  } as const;
  const { id, onFinish } = await one.engine.downloads.add({ ...request, onFinish: "open" });
  expect(onFinish).toBe("open");
  while (one.engine.downloads.get(id)?.state !== "running") await sleep(10);
  one.engine.downloads.setOnFinish(id, "reveal");
  expect(one.engine.downloads.get(id)?.onFinish).toBe("reveal");
  await one.engine.downloads.pause(id);
  one.engine.downloads.setOnFinish(id, "notify");
  await one.engine.close();

  const two = await startEngine({ folder: one.folder, home: one.home });
  expect(two.engine.downloads.get(id)?.onFinish).toBe("notify");
  origin.script(undefined);
  // Asked for again without a word about it, what was said still counts.
  const done = await two.get(origin.url);
  expect(done).toMatchObject({ id, state: "done", onFinish: "notify" });
  expect(() => two.engine.downloads.setOnFinish(id, null)).toThrow("the download is finished");
});
