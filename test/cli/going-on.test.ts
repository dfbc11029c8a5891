/** `detour serve` that is killed in the middle, and started again: what comes of its downloads without anybody's word. */
import { readFile } from "node:fs/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Client } from "../../electron/common/contract.ts";
import { openStore } from "../../electron/engine/store/store.ts";
import { createWsClient } from "../../renderer/client/ws.ts";
import { enter, openSocket } from "../contract/test-host.ts";
import { startFaultServer, type FaultServer } from "../helpers/fault-server.ts";
import { newPlace, type Place, type ServedApp } from "../helpers/serve.ts";

const MB = 1_000_000;
const size = 12 * MB;
const safeBytes = 2 * MB;

async function setUp(): Promise<{ readonly place: Place; readonly origin: FaultServer }> {
  const place = await newPlace();
  const origin = await startFaultServer({ size, handle: () => ({ rate: MB / 2 }) });
  onTestFinished(async () => {
    await place.remove();
    await origin.close();
  });
  return { place, origin };
}

/** Starts the app, and speaks to it as a page does. */
async function start(place: Place): Promise<{ readonly app: ServedApp; readonly client: Client }> {
  const app = await place.serve();
  const { origin } = new URL(app.url);
  const cookie = await enter(app.url);
  const client = await createWsClient({ open: () => openSocket(origin, { cookie }) });
  onTestFinished(() => client.close());
  return { app, client };
}

const list = async (client: Client) =>
  (await client.call("downloads.list")).map(({ name, state }) => `${name} ${state}`).toSorted();

/** Adds two, of which one may run at a time, and waits until the journal claims a good part of the first. */
async function downloadTwo(
  { client }: { readonly client: Client },
  { place, origin }: { readonly place: Place; readonly origin: FaultServer },
): Promise<string> {
  await client.call("settings.set", { atOnce: 1, connections: 4, goOnAtStart: true });
  const add = (name: string) =>
    client.call("downloads.add", { url: `${origin.base}/${name}`, mode: "direct", relays: [] });
  const { id } = await add("one.bin");
  await add("two.bin");
  const store = openStore(place.home);
  onTestFinished(() => store.close());
  const safe = () => store.downloads.get(id)?.done.reduce((sum, [start, end]) => sum + end - start, 0);
  await vi.waitFor(() => expect(safe()).toBeGreaterThan(safeBytes), 20_000);
  expect(await list(client)).toEqual(["one.bin running", "two.bin queued"]);
  return id;
}

test.each(["SIGKILL", "SIGINT"] as const)(
  "after %s what ran and what waited is finished by the next start, and no byte that was safe is fetched twice",
  async (signal) => {
    const { place, origin } = await setUp();
    const first = await start(place);
    await downloadTwo(first, { place, origin });
    expect(await first.app.end(signal)).toBe(signal === "SIGINT" ? 0 : null);
    origin.script(undefined);
    const sent = origin.sent;
    const { client, app } = await start(place);
    await vi.waitFor(
      async () => expect(await list(client)).toEqual(["one.bin done", "two.bin done"]),
      30_000,
    );
    for (const name of ["one.bin", "two.bin"])
      expect((await readFile(`${app.downloads}/${name}`)).equals(origin.bytes())).toBe(true);
    expect(origin.sent - sent).toBeLessThan(2 * size - safeBytes);
  },
  90_000,
);

test("what its person paused stays paused, and what waited behind it goes on", async () => {
  const { place, origin } = await setUp();
  const first = await start(place);
  const id = await downloadTwo(first, { place, origin });
  await first.client.call("downloads.pause", { id });
  await vi.waitFor(async () =>
    expect(await list(first.client)).toEqual(["one.bin paused", "two.bin running"]),
  );
  await first.app.end("SIGKILL");
  origin.script(undefined);
  const { client } = await start(place);
  await vi.waitFor(
    async () => expect(await list(client)).toEqual(["one.bin paused", "two.bin done"]),
    30_000,
  );
}, 90_000);

test("with the setting off all is paused, and asks for nothing, at this start and the next", async () => {
  const { place, origin } = await setUp();
  const first = await start(place);
  await downloadTwo(first, { place, origin });
  await first.client.call("settings.set", { goOnAtStart: false });
  await first.app.end("SIGKILL");
  const asked = origin.requests.length;
  const second = await start(place);
  expect(await list(second.client)).toEqual(["one.bin paused", "two.bin paused"]);
  // What was left once is its person's: switched on again, it is for what is interrupted from then on.
  await second.client.call("settings.set", { goOnAtStart: true });
  await second.app.end();
  const third = await start(place);
  expect(await list(third.client)).toEqual(["one.bin paused", "two.bin paused"]);
  await third.app.end();
  expect(origin.requests).toHaveLength(asked);
}, 90_000);

test("killed twice soon after it went on, it leaves them paused the third time, and says so to who comes", async () => {
  const { place, origin } = await setUp();
  const first = await start(place);
  await downloadTwo(first, { place, origin });
  await first.app.end("SIGKILL");
  for (let crash = 0; crash < 2; crash++) {
    const { app, client } = await start(place);
    await vi.waitFor(async () => expect((await list(client))[0]).toBe("one.bin running"));
    expect((await client.call("app.info")).notice).toBeUndefined();
    await app.end("SIGKILL");
  }
  const { client } = await start(place);
  expect(await list(client)).toEqual(["one.bin paused", "two.bin paused"]);
  expect((await client.call("app.info")).notice).toMatchObject({ code: "left-paused", params: { count: 2 } });
}, 90_000);
