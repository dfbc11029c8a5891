/** The proof of a finished file: which checksums there are, and a judge for wrong bytes. Needs the network. */
import type { ChecksumSource, Integrity } from "../../common/views.ts";
import type { Answer } from "../http/attempt.ts";
import { contentLength } from "../http/check-range.ts";
import { parseContentRange } from "../http/content-range.ts";
import { readSmall } from "../http/read-small.ts";
import { sendsPage } from "../http/web-page.ts";
import type { DoneRange } from "../download/ledger.ts";
import { openRoad, sendOver, type Ask } from "../download/opening.ts";
import { createRoad } from "../download/road.ts";
import { direct } from "../routes/direct.ts";
import type { Route } from "../routes/route.ts";
import type { Found } from "./found.ts";
import { findSidecars } from "./find.ts";
import { sidecarLimit } from "./sidecar.ts";

const sidecarMs = 5000;

/**
 * Checksum files, asked for over the end-to-end route among `routes` alone; nothing where there is none, or where all
 * routes are end-to-end and nobody `wanted` them. Never rejects but where the signal aborts.
 */
export async function lookBeside(
  routes: readonly Route[],
  wanted: boolean,
  metalink: { readonly url: URL; readonly size: number } | undefined,
  ask: Omit<Ask, "roads">,
): Promise<Found[]> {
  const route = routes.find(({ endToEnd }) => endToEnd);
  if (!route || (!wanted && routes.every(({ endToEnd }) => endToEnd))) return [];
  const road = createRoad(route, 3, 0);
  const signal = AbortSignal.any([ask.signal, AbortSignal.timeout(sidecarMs)]);
  try {
    const found = await findSidecars(ask.source, metalink, async (url) => {
      const whole = { start: 0, end: sidecarLimit };
      const { answer } = await sendOver(road, url, whole, { ...ask, signal, roads: [road] });
      if (!isSmallText(answer)) {
        answer.close();
        return undefined;
      }
      return (await readSmall(answer, sidecarLimit, signal)).toString("utf8");
    });
    ask.signal.throwIfAborted();
    return found;
  } finally {
    road.agents.close();
  }
}

/** Whether an answer is a whole small body, and no page: many servers answer any address with one. */
function isSmallText(answer: Answer): boolean {
  const size =
    answer.status === 206
      ? parseContentRange(answer.header("content-range"))?.total
      : answer.status === 200
        ? contentLength(answer)
        : undefined;
  return typeof size === "number" && size <= sidecarLimit && !sendsPage(answer);
}

/** Fetches exact ranges over fresh connections of any of the routes. Close it when done. */
export function createFetcher(routes: readonly Route[], ask: Omit<Ask, "roads">) {
  const roads = routes.map((route) => createRoad(route, 1, 0));
  return {
    async fetch(name: string, start: number, end: number, signal: AbortSignal): Promise<Buffer> {
      const road = roads.find(({ route }) => route.name === name);
      if (!road) throw new RangeError(`no route ${name}`);
      const opening = await openRoad(road, { start, end }, { ...ask, signal, roads });
      road.at = opening.at;
      if (opening.kind === "ranges") return readSmall(opening.answer, end - start, signal);
      opening.answer.close();
      throw new RangeError("the whole file came instead of a part");
    },
    close() {
      for (const road of roads) road.agents.close();
    },
  };
}

/**
 * What proves a finished file, from the checksum that it passed (if any), where its bytes came from, and samples taken.
 * Bytes of an earlier session may have come over the direct route though this one has no such route.
 */
export function integrityOf(
  checked: Found | undefined,
  done: readonly DoneRange[],
  routes: readonly Pick<Route, "name" | "endToEnd">[],
  samples: number,
): Integrity {
  const none = { algorithm: null, source: null, strength: null, samples } as const;
  if (checked) {
    const { algorithm, source, strength } = checked;
    return { level: "checksum", algorithm, source, strength, samples };
  }
  const endToEnd = routes.filter((route) => route.endToEnd).map(({ name }) => name);
  const trusted = new Set([direct.name, ...endToEnd]);
  if (done.every(([, , name]) => trusted.has(name))) return { ...none, level: "end-to-end" };
  return { ...none, level: samples > 0 ? "sampled" : "unproved" };
}

const words: Readonly<Record<ChecksumSource, string>> = {
  given: "",
  sidecar: " (a checksum file beside it)",
  metalink: " (Metalink)",
  "repr-digest": " (Repr-Digest)",
  digest: " (Digest)",
  "x-goog-hash": " (x-goog-hash)",
  "x-amz-checksum": " (x-amz-checksum)",
};

/** `sha256`, with where it was found. */
export function nameOfChecksum({ algorithm, source }: Found): string {
  return algorithm + words[source];
}
