/** A stream from a server that sends parts: a transfer whose part file is the window, whose ledger is the wanted range. */
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { Rebase } from "../download/admission.ts";
import { Quarantine } from "../download/contradiction.ts";
import type { DoneRange, Span } from "../download/ledger.ts";
import type { Ask, Opening } from "../download/opening.ts";
import { createRoad, type Road } from "../download/road.ts";
import { Samples } from "../download/samples.ts";
import type { Throttle } from "../download/throttle.ts";
import { Transfer, type Entry } from "../download/transfer.ts";
import type { Mode } from "../../common/views.ts";
import type { ConsumerPace } from "./consumer-pace.ts";
import { inOrderScheduler } from "./in-order-scheduler.ts";
import { startingRoads, type Starting } from "./starting-roads.ts";
import type { WindowBuffer } from "./window-buffer.ts";
import { WindowLedger } from "./window-ledger.ts";

const MiB = 1024 * 1024;
/** Less than this comes over one connection, unless that fails or stands still. */
const small = { bytes: MiB, patienceMs: 1500, lookMs: 100 } as const;
/** What the first request after a route was left out asks for. */
const againBytes = 2 * MiB;

export interface RangesRun {
  readonly source: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly mode: Mode;
  readonly connections: number;
  readonly acceptPage: boolean;
  readonly throttle: Throttle;
  readonly learned?: ((route: string, cap: number) => void) | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly window: WindowBuffer;
  /** What the consumer gets. */
  readonly start: number;
  readonly end: number;
  /** What may lie ahead of the consumer at most. */
  readonly budget: number;
  readonly pace: ConsumerPace;
  /** Where the roads of the run can be seen. */
  readonly live: { roads: readonly Road[] };
}

/**
 * Fills the window until all that is wanted came. A route whose bytes turn out to be wrong is left out, and what came over
 * it is fetched again; where the consumer has some of it already, or the file is another than the first answer said,
 * nothing can be taken back: rejects with AppError `different-file` or `file-changed`, and otherwise as Transfer does.
 */
export async function runRanges(
  first: Opening & { kind: "ranges" },
  starting: readonly Starting[],
  run: RangesRun,
): Promise<void> {
  const { source, window, start, end, live, signal } = run;
  const total = first.part.total ?? end;
  const reference = { ...first.identity, total };
  const wanted = { start, end };
  const tiny = end - start < small.bytes;
  const compared = tiny ? { start, end: start } : wanted;
  const trust = { given: first.road.route.endToEnd };
  let ledger = new WindowLedger(total, wanted, compared, window);
  let round: Round = { roads: starting, ask: asked(first), introducer: first.road, leader: first.road };
  if (tiny) first.road.cap = 1;
  for (;;) {
    try {
      const keepAll = run.mode === "all";
      return await transfer(round, { ...run, ledger, reference, trust, keepAll, patient: tiny });
    } catch (error) {
      if (error instanceof Rebase)
        throw new AppError("file-changed", { host: source.host, detail: error.detail }, error);
      if (!(error instanceof Quarantine)) throw error;
      const came = ledger.came();
      const lied = came.filter(([, , route]) => route === error.route);
      const left = live.roads.filter(({ route }) => route.name !== error.route);
      if (left.length === 0 || lied.some(([from]) => from < window.head))
        throw new AppError("different-file", { route: error.route, detail: error.detail }, error);
      run.log.warn({ route: error.route, detail: error.detail }, "a route was left out of a stream");
      for (const [from, to] of lied) window.drop(from, to);
      ledger = new WindowLedger(total, wanted, compared, window, without(came, error.route));
      for (const road of live.roads) road.agents.close();
      live.roads = left.map(({ route, bytes, counts }) => createRoad(route, run.connections, bytes, counts));
      const gap = ledger.free[0] ?? wanted;
      const ask = { start: gap.start, end: Math.min(gap.end, gap.start + againBytes) };
      const again: Ask = { ...run, roads: live.roads, total, signal };
      const roads = startingRoads(live.roads, ask, again);
      round = { roads, ask, introducer: undefined, leader: roads[0]?.road };
      for (const one of roads) one.ask();
    }
  }
}

/** What the first answer was asked for, as far as it came. */
function asked({ part }: Opening & { kind: "ranges" }): Span {
  return { start: part.start, end: part.end };
}

function without(came: readonly DoneRange[], route: string): DoneRange[] {
  return came.filter(([, , name]) => name !== route);
}

interface Round {
  readonly roads: readonly Starting[];
  /** What the leading road was asked for. */
  readonly ask: Span;
  readonly leader: Road | undefined;
  readonly introducer: Road | undefined;
}

interface Attempt extends RangesRun {
  readonly ledger: WindowLedger;
  readonly reference: Opening["identity"] & { readonly total: number };
  readonly trust: { given: boolean };
  /** Every route keeps a connection, though it adds nothing. */
  readonly keepAll: boolean;
  /** The other roads are asked only if the leading one does not do. */
  readonly patient: boolean;
}

async function transfer(round: Round, run: Attempt): Promise<void> {
  const { ledger, window, pace, trust, budget, end } = run;
  const roads = round.roads.map(({ road }) => road);
  const over = new AbortController();
  const signal = AbortSignal.any([run.signal, over.signal]);
  const pending = () => run.patient && round.roads.some((one) => !one.asked());
  const work = new Transfer({
    ...run,
    trust: {
      // Who was never asked has nothing to say.
      given: () => trust.given || pending(),
      give: () => {
        trust.given = true;
      },
    },
    introducer: round.introducer,
    roads,
    part: window,
    scheduler: inOrderScheduler(() => ({
      head: window.head,
      limit: Math.min(end, window.head + pace.window),
      rate: pace.rate,
      windowBytes: Math.min(budget, pace.window),
    })),
    samples: new Samples(),
    learned: (road, cap) => run.learned?.(road.route.name, cap),
    signal,
  });
  const entries = round.roads.map(({ road, opening, joining }): Entry => {
    if (road !== round.leader) return { road, opening: handled(joining()), lease: undefined };
    return { road, opening, lease: firstLease(ledger, round.ask, road) };
  });
  if (round.leader) void askOthers(round.roads, round.leader, run, signal);
  try {
    await work.run(entries);
  } finally {
    over.abort();
  }
}

/** A promise whose rejection may come before anybody looks. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** Held for the first answer, as far as what it brings is wanted: a road may have been chosen by its sample alone. */
function firstLease(ledger: WindowLedger, { start, end }: Span, road: Road): Entry["lease"] {
  const gap = ledger.free[0];
  if (!gap || start !== gap.start || end <= start) return undefined;
  return ledger.take(gap.start, Math.min(gap.end, end), road.route.name);
}

/** Asks the other roads: at once, or, where little is wanted, if the leading one fails or stands still. */
async function askOthers(
  roads: readonly Starting[],
  leader: Road,
  { patient, ledger, clock }: Attempt,
  signal: AbortSignal,
): Promise<void> {
  let [done, since] = [ledger.doneBytes, clock.now()];
  const content = () => {
    if (ledger.doneBytes > done) [done, since] = [ledger.doneBytes, clock.now()];
    return leader.state !== "out" && leader.failures === 0 && clock.now() - since < small.patienceMs;
  };
  if (patient) {
    while (content()) {
      await clock.sleep(small.lookMs, signal);
      if (signal.aborted || ledger.complete) return;
    }
  }
  for (const one of roads) one.ask();
}
