/** What a download's connections are said to fetch. */
import { expect, test } from "vitest";
import { fileOf, serve, startEngine } from "../helpers/engine.ts";

const MB = 1_000_000;

test("each connection's range is its own, moves on, and none is left when it is over", async () => {
  const origin = await serve({ size: 12 * MB, handle: () => ({ rate: MB }) });
  const { add, engine } = await startEngine();
  const { id } = await add(origin.url);
  await expect
    .poll(() => engine.downloads.connections(id).filter(({ speed }) => speed > 0).length)
    .toBeGreaterThan(2);
  const seen = engine.downloads.connections(id).toSorted((a, b) => a.start - b.start);
  const [first] = seen;
  if (!first?.end) throw new Error("no range");
  expect(seen.every(({ route, copy }) => route === "direct" && !copy)).toBe(true);
  for (const [at, { start, position, end }] of seen.entries()) {
    expect(position).toBeGreaterThanOrEqual(start);
    expect(end ?? 0).toBeGreaterThan(position - 1);
    expect(seen[at + 1]?.start ?? Infinity).toBeGreaterThanOrEqual(end ?? 0);
  }
  await expect
    .poll(() => {
      const now = engine.downloads.connections(id).find(({ start }) => start === first.start);
      return now === undefined || now.position > first.position;
    })
    .toBe(true);
  const view = await engine.downloads.settled(id);
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(engine.downloads.connections(id)).toEqual([]);
});

test("a server's one stream is one connection over the whole file", async () => {
  const origin = await serve({
    size: 3 * MB,
    handle: () => ({ rate: MB, ignoreRange: true, headers: { "accept-ranges": null } }),
  });
  const { add, engine } = await startEngine();
  const { id } = await add(origin.url);
  await expect.poll(() => engine.downloads.connections(id)[0]?.position ?? 0).toBeGreaterThan(0);
  expect(engine.downloads.connections(id)).toMatchObject([
    { route: "direct", start: 0, end: 3 * MB, waiting: false, copy: false },
  ]);
  await engine.downloads.settled(id);
  expect(engine.downloads.connections(id)).toEqual([]);
});
