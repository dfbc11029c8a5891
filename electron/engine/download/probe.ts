import { AppError, toFailure } from "../../common/errors.ts";
import type { ProbeView } from "../../common/views.ts";
import { chooseFileName } from "../http/file-name.ts";
import { routeFor } from "../routes/create-route.ts";
import { direct } from "../routes/direct.ts";
import type { Clock } from "../clock.ts";
import type { TrafficBook } from "../pool/traffic-book.ts";
import type { ProbeRequest } from "../types.ts";
import { openRoad, type Ask } from "./opening.ts";
import { createRoad, type Road } from "./road.ts";
import { sampleBytes } from "./admission.ts";

/** Asks every route for the file's first bytes, all at once. Out: one view a route, direct first; never rejects. */
export async function probeRoutes(
  request: ProbeRequest,
  traffic: Pick<TrafficBook, "trafficOf">,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProbeView[]> {
  const routes = [
    ...(request.direct ? [direct] : []),
    ...request.relays.map((relay) => routeFor(relay, request.source, traffic.trafficOf(relay))),
  ];
  const roads = routes.map((route) => createRoad(route, 1, 0));
  const ask = { source: request.source, roads, headers: request.headers ?? {}, signal, clock };
  try {
    return await Promise.all(roads.map((road) => probeRoad(road, ask)));
  } finally {
    for (const road of roads) road.agents.close();
  }
}

async function probeRoad(road: Road, ask: Ask): Promise<ProbeView> {
  const base = { route: road.route.name, kind: road.route.kind };
  const nothing = {
    bytes: null,
    etag: null,
    lastModified: null,
    ranges: false,
    name: null,
    contentType: null,
  };
  try {
    const { answer, at, identity, kind } = await openRoad(road, { start: 0, end: sampleBytes }, ask);
    answer.close();
    return {
      ...base,
      status: answer.status,
      bytes: identity.total,
      etag: identity.etag,
      lastModified: identity.lastModified,
      ranges: kind === "ranges",
      firstByteMs: answer.firstByteMs,
      name: chooseFileName(answer.header("content-disposition"), at, ask.source),
      contentType: answer.header("content-type") ?? null,
      problem: null,
    };
  } catch (error) {
    const status = error instanceof AppError ? error.params["status"] : undefined;
    return {
      ...base,
      ...nothing,
      status: typeof status === "number" ? status : null,
      firstByteMs: road.firstByteMs || null,
      problem: toFailure(error),
    };
  }
}
