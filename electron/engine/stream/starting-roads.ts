/**
 * The first requests of a stream: the first road is asked at once, the others only where they are needed: a small file
 * costs one request over one connection, and a dead first road no more than a moment (as RFC 8305 does for addresses).
 */
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import { sampleBytes } from "../download/admission.ts";
import { openRoad, type Ask, type Asked, type Opening } from "../download/opening.ts";
import { chooseReference, type Choice } from "../download/reference.ts";
import type { Road } from "../download/road.ts";

/** The next road is asked after so long without an answer. */
const staggerMs = 400;

export interface Starting {
  readonly road: Road;
  /** Settles once the road was asked and has answered; of a road that is never asked, never. */
  readonly opening: Promise<Opening>;
  /** The same for a road that does not lead: an answer to a sample, whatever it was asked for first. */
  readonly joining: () => Promise<Opening>;
  /** Asks, where that has not been done. */
  readonly ask: () => void;
  readonly asked: () => boolean;
}

/** Prepares roads: the first one will be asked for `range`, the others for a sample. Nothing is sent yet. */
export function startingRoads(roads: readonly Road[], range: Asked, ask: Ask): Starting[] {
  const sample = { start: 0, end: Math.min(sampleBytes, ask.total ?? sampleBytes) };
  return roads.map((road, index) => {
    const { promise, resolve } = Promise.withResolvers<Opening>();
    promise.catch(() => undefined);
    let asked = false;
    return {
      road,
      opening: promise,
      asked: () => asked,
      joining: () => (index === 0 ? joinBySample(road, promise, sample, ask) : promise),
      ask() {
        if (asked) return;
        asked = true;
        resolve(openRoad(road, index === 0 ? range : sample, ask));
      },
    };
  });
}

/** A road whose first answer came too late to be of use: it is asked for less. */
async function joinBySample(
  road: Road,
  opening: Promise<Opening>,
  sample: Asked,
  ask: Ask,
): Promise<Opening> {
  const first = await opening;
  if (first.kind === "plain") return first;
  first.answer.close();
  return openRoad(road, sample, ask);
}

/**
 * Asks one road after the other until one has answered in a way that can be used (see reference.ts). An end-to-end road
 * that comes first with the whole file is taken at its word. Rejects with the signal's reason.
 */
export async function firstAnswer(
  starting: readonly Starting[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Choice> {
  const [first] = starting;
  if (!first) throw new AppError("no-route", { detail: "there is none" });
  const decided = new AbortController();
  const both = AbortSignal.any([signal, decided.signal]);
  first.ask();
  void (async () => {
    for (const [index, one] of starting.slice(1).entries()) {
      // An answer with ranges decides; anything else needs a second opinion at once.
      const decides = starting[index]?.opening.then(
        ({ kind }) => kind === "ranges",
        () => false,
      );
      const decisive = await Promise.race([decides, clock.sleep(staggerMs, both)]);
      if (both.aborted || decisive === true) return;
      one.ask();
    }
  })();
  try {
    const quick = first.opening.then(
      (opening): Choice | undefined =>
        opening.kind === "plain" && first.road.route.endToEnd ? { kind: "opening", opening } : undefined,
      () => undefined,
    );
    const choice = chooseReference(starting, clock, signal);
    choice.catch(() => undefined);
    return await Promise.race([choice, quick.then((early) => early ?? choice)]);
  } finally {
    decided.abort();
  }
}
