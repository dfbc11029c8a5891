/** The roads of a stream, and the first answer that can be used. */
import { AppError } from "../../common/errors.ts";
import type { Ask, Opening } from "../download/opening.ts";
import { failureOfAll } from "../download/reference.ts";
import { judge } from "../download/retry.ts";
import { createRoad, type Road } from "../download/road.ts";
import { firstAnswer, startingRoads, type Starting } from "./starting-roads.ts";
import type { StreamRequest } from "./types.ts";

/** The first request asks for so much: a small file comes whole in one answer, and a large one keeps its connection. */
const firstAsk = 2 * 1024 * 1024;

export interface FromRequest extends StreamRequest {
  readonly range: { readonly start: number; readonly end?: number | undefined } | undefined;
}

export interface Answered {
  readonly roads: readonly Road[];
  readonly starting: readonly Starting[];
  readonly opening: Opening;
}

/**
 * Makes the roads that the mode allows, and asks until one answers well; those whose trouble may pass are asked again. The
 * first request asks for no more than half of the `budget`. Rejects with AppError or the signal's reason; all connections
 * are closed then.
 */
export async function openRoads(
  request: FromRequest,
  budget: number,
  signal: AbortSignal,
): Promise<Answered> {
  const { source, headers = {}, clock, range, acceptPage = false, firstBytes = firstAsk } = request;
  const start = range?.start ?? 0;
  const roads = makeRoads(request);
  const most = Math.min(firstBytes, Math.floor(budget / 2));
  const asked = { start, end: Math.max(start + 1, Math.min(range?.end ?? Infinity, start + most)) };
  const ask: Ask = { source, roads, headers, acceptPage, signal, clock };
  try {
    for (let round = 1; ; round++) {
      const able = roads.filter(({ state }) => state !== "out");
      const starting = startingRoads(able, asked, ask);
      const choice = await firstAnswer(starting, clock, signal);
      if (choice.kind === "opening") return { roads, starting, opening: choice.opening };
      const waits = choice.failures.map(({ road, error }) => {
        const record = { failures: round, proved: false, others: false, retryAfterMs: road.retryAfterMs };
        const judgement = judge(error, record, request.random());
        if (judgement.kind !== "retry") road.state = "out";
        return judgement.kind === "retry" ? judgement.waitMs : Infinity;
      });
      const wait = Math.min(...waits);
      if (!Number.isFinite(wait)) throw failureOfAll(choice.failures);
      for (const { road } of choice.failures) road.counts.retries++;
      await clock.sleep(wait, signal);
      signal.throwIfAborted();
    }
  } catch (error) {
    for (const road of roads) road.agents.close();
    throw error;
  }
}

function makeRoads({ routes, mode, connections, remembered, clock, source }: StreamRequest): Road[] {
  const wanted = routes.filter(
    ({ kind }) => mode === "auto" || mode === "all" || (kind === "direct") === (mode === "direct"),
  );
  if (wanted.length === 0 && mode === "relay") throw new AppError("no-relay", {});
  if (wanted.length === 0) throw new AppError("no-route", { detail: `there is none to ${source.host}` });
  return wanted.map((route) => {
    const road = createRoad(route, connections, 0);
    const cap = remembered?.(route.name);
    if (cap === undefined) return road;
    road.cap = Math.min(road.cap, cap);
    road.refusedAt = clock.now();
    return road;
  });
}
