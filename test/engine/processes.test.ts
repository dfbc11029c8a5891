import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { FaultServer } from "../helpers/fault-server.ts";
import { fileOf, serve, startEngine, type TestEngine } from "../helpers/engine.ts";

const MB = 1_000_000;
const slow = { size: 6 * MB, handle: () => ({ rate: MB }) };

async function reach({ engine }: TestEngine, id: string, bytes: number): Promise<void> {
  while ((engine.downloads.get(id)?.bytes ?? 0) < bytes) await sleep(10);
}

async function start({ engine, folder }: TestEngine, origin: FaultServer): Promise<string> {
  const { id } = await engine.downloads.add({
    source: new URL(origin.url),
    mode: "direct",
    relays: [],
    folder,
    connections: 4,
  });
  return id;
}

/** Two engines over one store, as the app and the command line are; the first has paused a download. */
async function two(origin: FaultServer): Promise<{ one: TestEngine; other: TestEngine; id: string }> {
  const one = await startEngine();
  const other = await startEngine({ folder: one.folder, home: one.home });
  const id = await start(one, origin);
  await reach(one, id, MB);
  await one.engine.downloads.pause(id);
  return { one, other, id };
}

test.each(["remove", "cancel", "resume"] as const)(
  "%s is refused while another engine runs the download",
  async (action) => {
    const origin = await serve(slow);
    const { one, other, id } = await two(origin);
    await other.engine.downloads.resume(id);
    await expect(one.engine.downloads[action](id)).rejects.toMatchObject({ code: "already-running" });
    expect((await fileOf(await other.engine.downloads.settled(id))).equals(origin.bytes())).toBe(true);
    expect(one.engine.downloads.get(id)?.state).toBe("done");
  },
);

test("an engine goes on from what another one fetched meanwhile", async () => {
  const origin = await serve(slow);
  const { one, other, id } = await two(origin);
  await other.engine.downloads.resume(id);
  await reach(other, id, 4 * MB);
  await other.engine.downloads.pause(id);
  const bytes = other.engine.downloads.get(id)?.bytes ?? 0;
  expect(one.engine.downloads.get(id)?.bytes).toBe(bytes);
  const asked = origin.requests.length;
  await one.engine.downloads.resume(id);
  expect((await fileOf(await one.engine.downloads.settled(id))).equals(origin.bytes())).toBe(true);
  const sent = origin.requests.slice(asked).reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  expect(sent).toBeLessThan(6 * MB - bytes + MB);
});

test("resume during a pause goes on", async () => {
  const origin = await serve(slow);
  const one = await startEngine();
  const id = await start(one, origin);
  await reach(one, id, MB);
  const pausing = one.engine.downloads.pause(id);
  await one.engine.downloads.resume(id);
  await pausing;
  origin.script(undefined);
  const view = await one.engine.downloads.settled(id);
  expect(view.state).toBe("done");
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});

test("an engine that was closed takes nothing on", async () => {
  const origin = await serve({ size: 1000 });
  const one = await startEngine();
  await one.engine.close();
  await expect(one.get(origin.url)).rejects.toMatchObject({ code: "not-allowed" });
  expect(origin.requests).toHaveLength(0);
});

test("what one engine notes of a download that rests is not written over by what another one notes after it", async () => {
  const origin = await serve(slow);
  const { one, other, id } = await two(origin);
  // Both have it at hand.
  expect(other.engine.downloads.get(id)?.state).toBe("paused");
  one.engine.downloads.setLimit(id, 700_000);
  one.engine.downloads.schedule(id, Date.now() + 3_600_000);
  other.engine.downloads.setOnFinish(id, "reveal");
  expect(one.store.downloads.get(id)).toMatchObject({ limit: 700_000, onFinish: "reveal" });
  expect(one.store.downloads.get(id)?.startAt).not.toBeNull();
});
