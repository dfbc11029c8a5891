/** A consumer that takes the bytes of a simulated download in order: how fast it goes, and how long it waits. */
import type { Ledger } from "../../../electron/engine/download/ledger.ts";
import { ConsumerPace } from "../../../electron/engine/stream/consumer-pace.ts";
import { inOrderScheduler } from "../../../electron/engine/stream/in-order-scheduler.ts";
import { Simulation, type Outcome } from "./simulate.ts";
import type { World } from "./world.ts";

export interface Consumed extends Outcome {
  /** The longest time for which it had nothing to take after its first byte, seconds. */
  readonly longestWait: number;
  /** When it had its first byte, seconds. */
  readonly firstByte: number;
  /** The most bytes that lay ready ahead of it. */
  readonly mostAhead: number;
  /** The most bytes by which anything that came was ahead of it. */
  readonly farthest: number;
}

/** Runs a world for a consumer of so many bytes per second (Infinity: as they come) with a window of so many bytes. */
export function consume(world: World, windowBytes: number, rate = Infinity): Consumed {
  const pace = new ConsumerPace(windowBytes);
  let head = 0;
  let owed = 0;
  let before = 0;
  let waited = 0;
  let firstByte: number | undefined;
  const most = { wait: 0, ahead: 0, farthest: 0 };
  const each = (ledger: Ledger, nowMs: number) => {
    const passed = nowMs - before;
    before = nowMs;
    const here = ledger.at(head)?.[1] ?? head;
    // Neighbours that came over several routes.
    let frontier = here;
    for (let next = ledger.at(frontier); next; next = ledger.at(frontier)) frontier = next[1];
    const wish = rate === Infinity ? Infinity : (rate * passed) / 1000 + owed;
    const taken = Math.floor(Math.min(wish, frontier - head));
    owed = rate === Infinity ? 0 : Math.min(wish - taken, 1);
    most.ahead = Math.max(most.ahead, ledger.doneBytes - head);
    most.farthest = Math.max(most.farthest, (ledger.done().at(-1)?.[1] ?? 0) - head);
    head += taken;
    if (taken > 0) firstByte ??= nowMs / 1000;
    if (taken > 0 || rate !== Infinity) pace.took(taken, rate === Infinity ? 0 : passed);
    waited = taken > 0 || firstByte === undefined ? 0 : waited + passed / 1000;
    if (head < world.size) most.wait = Math.max(most.wait, waited);
  };
  const scheduler = inOrderScheduler(() => ({
    head,
    limit: head + pace.window,
    rate: pace.rate,
    windowBytes: pace.window,
  }));
  const outcome = new Simulation(world, scheduler, { each }).run();
  return {
    ...outcome,
    longestWait: most.wait,
    firstByte: firstByte ?? NaN,
    mostAhead: most.ahead,
    farthest: most.farthest,
  };
}
