/** Streams over three routes whose servers fail at random, from a seed: what ends well is right, and nothing stays open. */
import { expect, test, vi } from "vitest";
import { AppError } from "../../../electron/common/errors.ts";
import { systemClock } from "../../../electron/engine/clock.ts";
import { silentLog } from "../../../electron/engine/log.ts";
import { relayRoute } from "../../../electron/engine/routes/create-route.ts";
import { direct } from "../../../electron/engine/routes/direct.ts";
import { openStream } from "../../../electron/engine/stream/open-stream.ts";
import { seeded } from "../../bench/fluid/world.ts";
import { relaysFrom, serve } from "../../helpers/engine.ts";
import { status, type Fault } from "../../helpers/fault-server.ts";

const MB = 1_000_000;

/** A third of all answers are wrong in one way or another, none of them for long. */
function randomFault(size: number, random: () => number): Fault {
  const rate = MB + random() * 8 * MB;
  const at = Math.floor(random() * size);
  const faults: readonly Fault[] = [
    { cut: { at, by: "reset" }, rate },
    { cut: { at, by: "fin" }, rate },
    status(503, 0),
    { atMost: 1 + Math.floor(random() * 300_000), rate },
    { delayMs: random() * 500, rate },
    { noAnswer: true },
    { ignoreRange: true, rate },
  ];
  return (random() < 1 / 3 ? faults[Math.floor(random() * faults.length)] : undefined) ?? { rate };
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])("seed %i", async (seed) => {
  const random = seeded(seed);
  const size = 1 + Math.floor(random() * 4 * MB);
  const handle = () => randomFault(size, random);
  const servers = await Promise.all([1, 2, 3].map(() => serve({ size, handle })));
  const [origin, ...relays] = servers;
  if (!origin) throw new Error("no server");
  const specs = relays.map(({ base }, index) => `reverse:${base}/=${origin.base}/#name=relay${index + 1}`);
  const routes = relaysFrom(...specs).map(relayRoute);
  routes.splice(Math.floor(random() * 3), 0, direct);
  const start = Math.floor(random() * size);
  const end = start + 1 + Math.floor(random() * (size - start));
  const stop = new AbortController();
  const request = { source: new URL(origin.url), routes, mode: "auto", connections: 3 } as const;
  const world = { clock: systemClock, random, log: silentLog, signal: stop.signal };
  const parts: Buffer[] = [];
  let failure: unknown;
  try {
    const stream = await openStream({ ...request, ...world, range: { start, end }, windowBytes: 4 * MB });
    // A chunk's memory is used again.
    for await (const chunk of stream.body) parts.push(Buffer.from(chunk));
  } catch (error) {
    failure = error;
  }
  const got = Buffer.concat(parts);
  // With no route left it may fail; what came before is right all the same.
  const ending = failure === undefined ? `${got.length} bytes` : failure instanceof AppError;
  expect([`${end - start} bytes`, true]).toContain(ending);
  expect(got.equals(origin.bytes(start, start + got.length))).toBe(true);
  await vi.waitFor(() => expect(servers.map(({ open }) => open)).toEqual([0, 0, 0]));
});
