/** Servers that never fall silent, and never come to the end either. */
import { expect, test } from "vitest";
import { systemClock } from "../../electron/engine/clock.ts";
import { fileOf, serve, startEngine } from "../helpers/engine.ts";

const MB = 1_000_000;
const times = 100;
/** Time that goes a hundred times as fast. */
const fast = {
  ...systemClock,
  now: () => systemClock.now() * times,
  sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / times, signal),
};

test("a connection that drips is left at its range's deadline; what it brought is kept", async () => {
  const origin = await serve({
    size: 3 * MB,
    handle: ({ index }) => (index === 0 ? { rate: 20_000 } : {}),
  });
  const { get, engine } = await startEngine({ clock: fast });
  const view = await get(origin.url, { connections: 1 });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  const [first, second] = origin.requests;
  // The next request begins where the first one was left.
  expect(first?.bytesSent).toBeLessThan(MB);
  expect(second?.range?.start).toBeGreaterThan(0);
  expect(engine.downloads.report(view.id)?.routes[0]?.retries).toBeGreaterThan(0);
});

test("a line that is slow all over is not given up, since nobody else brings more", async () => {
  const origin = await serve({ size: 300_000, handle: () => ({ rate: 50_000 }) });
  const { get } = await startEngine({ clock: fast });
  const view = await get(origin.url, { connections: 1 });
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
});
