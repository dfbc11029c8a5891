/** A comparison from the request to the verdict: opens every route, sees who carries the same file, runs the contest. */
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { AppError, toFailure, type Failure } from "../../common/errors.ts";
import { redactUrl } from "../../common/source.ts";
import type { ComparisonView } from "../../common/views.ts";
import { adoptable, discardDraft } from "../download/drafts.ts";
import { Ledger } from "../download/ledger.ts";
import { openRoad, type Ask, type Opening } from "../download/opening.ts";
import { PartFile } from "../download/part-file.ts";
import { failureOfAll } from "../download/reference.ts";
import { createRoad, type Road } from "../download/road.ts";
import type { Together } from "../download/downloads.ts";
import { networkName } from "../pool/network.ts";
import { accountOf, quotaError } from "../pool/traffic-book.ts";
import { checkUnchanged, difference } from "../download/same-file.ts";
import { sampleBytes } from "../download/admission.ts";
import { chooseFileName } from "../http/file-name.ts";
import { readSmall } from "../http/read-small.ts";
import { networkError } from "../http/network-error.ts";
import { likeness, type Identity } from "../http/validators.ts";
import { routeFor } from "../routes/create-route.ts";
import { direct } from "../routes/direct.ts";
import type { Comparison, ComparisonRequest, EngineOptions } from "../types.ts";
import { startComparison } from "./comparison.ts";
import type { Contestant } from "./contest.ts";
import { keepResult } from "./history.ts";
import { fetchOver, type Keep } from "./fetch-contestant.ts";

interface Entrant {
  readonly road: Road;
  readonly opening: Opening | undefined;
  readonly sample: Buffer;
  readonly problem: AppError | undefined;
}

/** Starts a comparison. `onChange` hears of it as it goes; `finished` resolves when its bytes are kept as a draft. */
export function compareRoutes(
  request: ComparisonRequest,
  options: Together,
  onChange: (view: ComparisonView) => void,
): Comparison {
  const { clock } = options;
  const id = randomUUID();
  const stop = new AbortController();
  const startedAt = clock.date();
  const connections = request.connections ?? 4;
  const routes = [
    ...(request.direct ? [direct] : []),
    ...request.relays.map((relay) => routeFor(relay, request.source, options.traffic.trafficOf(relay))),
  ];
  const roads = routes.map((route) => createRoad(route, connections, 0));
  let view: ComparisonView = opening({
    id,
    url: redactUrl(request.source),
    startedAt,
    roads,
    connections,
    rounds: request.rounds ?? 6,
  });
  let inner: Comparison | undefined;
  const show = (next: ComparisonView) => {
    view = next;
    onChange(next);
  };

  async function run(): Promise<ComparisonView> {
    const ask = { source: request.source, roads, headers: request.headers ?? {}, signal: stop.signal, clock };
    const full = new Map(
      request.relays.flatMap((relay) => {
        const quota = options.traffic.quota(accountOf(relay));
        return quota?.state === "full" ? [[relay.name, quotaError(relay.name, quota)] as const] : [];
      }),
    );
    const entrants = await Promise.all(roads.map((road) => enter(road, ask, full.get(road.route.name))));
    stop.signal.throwIfAborted();
    const reference = chooseReference(entrants);
    const { identity, at, answer } = reference;
    const total = identity.total;
    const ranges = reference.kind === "ranges" && total !== null && total > 0;
    const keep = ranges ? await keeper(options, request.source.href, identity, total) : undefined;
    const field = { source: request.source, roads, headers: request.headers ?? {}, clock, keep };
    const contestants = entrants.map((entrant): Contestant => ({
      route: entrant.road.route.name,
      kind: entrant.road.route.kind,
      firstByteMs: entrant.road.firstByteMs || null,
      problem: whyNot(entrant, reference, entrants),
      fetch: fetchOver(entrant.road, field),
    }));
    const name = chooseFileName(answer.header("content-disposition"), at);
    try {
      inner = startComparison({
        contestants,
        total,
        rounds: request.rounds,
        seconds: request.seconds,
        bytes: request.bytes,
        connections,
        clock,
        base: { id, url: redactUrl(request.source), name, startedAt },
        keptBytes: () => keep?.ledger.doneBytes ?? 0,
        onChange: show,
      });
      if (stop.signal.aborted) inner.stop();
      const last = await inner.finished;
      view = last;
      const { network = networkName } = options;
      keepResult(last, request.source.host, { ...options, network: network() });
      await keepDraft(keep, request.source.href, identity, options);
      return last;
    } finally {
      await keep?.part.close().catch(() => undefined);
    }
  }

  const finished = run()
    .catch((error: unknown): ComparisonView => {
      const stopped = stop.signal.aborted;
      return {
        ...view,
        state: stopped ? "stopped" : "failed",
        turn: null,
        failure: stopped ? null : toFailure(error),
      };
    })
    .then((last) => {
      for (const road of roads) road.agents.close();
      if (last !== view) show(last);
      return last;
    });

  return {
    id,
    view: () => view,
    stop() {
      stop.abort(new AppError("interrupted", {}));
      inner?.stop();
    },
    finished,
  };
}

/** Opens one road and reads its sample, unless it is `barred`. Never rejects. */
async function enter(road: Road, ask: Ask, barred: AppError | undefined): Promise<Entrant> {
  try {
    if (barred) throw barred;
    const opened = await openRoad(road, { start: 0, end: sampleBytes }, ask);
    const sample =
      opened.kind === "ranges" ? await readSmall(opened.answer, sampleBytes, ask.signal) : Buffer.alloc(0);
    checkUnchanged(road, opened.identity, opened.answer.host);
    if (opened.kind === "plain") opened.answer.close();
    road.at = opened.at;
    return { road, opening: opened, sample, problem: undefined };
  } catch (error) {
    return {
      road,
      opening: undefined,
      sample: Buffer.alloc(0),
      problem: networkError(error, ask.source.host),
    };
  }
}

/** Direct's word counts most; without it, the first relay with ranges. Throws where no route answered with a file. */
function chooseReference(entrants: readonly Entrant[]): Opening {
  const answered = entrants.flatMap(({ opening: one }) => one ?? []);
  const chosen =
    answered.find(({ road }) => road.route.endToEnd) ??
    answered.find(({ kind }) => kind === "ranges") ??
    answered[0];
  if (!chosen) {
    throw failureOfAll(entrants.flatMap(({ road, problem }) => (problem ? [{ road, error: problem }] : [])));
  }
  return chosen;
}

/** Why an entrant cannot be compared; null where it can. */
function whyNot(entrant: Entrant, reference: Opening, entrants: readonly Entrant[]): Failure | null {
  const { opening: own, problem, road, sample } = entrant;
  if (problem || !own) return toFailure(problem ?? new AppError("no-route", { detail: "no answer" }));
  if (own === reference) return null;
  const refuse = (detail: string) =>
    toFailure(new AppError("different-file", { route: road.route.name, detail }));
  if (own.kind !== reference.kind) return refuse("the whole file on one route, parts on the other");
  const alike = likeness(reference.identity, own.identity);
  if (alike === "different") return refuse(difference(reference.identity, own.identity));
  const theirs = entrants.find((one) => one.opening === reference)?.sample;
  // The samples are here anyway: equal validators do not excuse unequal bytes.
  return theirs && !theirs.equals(sample) ? refuse("its first bytes differ") : null;
}

/** A part file for what the turns fetch: the one that an earlier comparison of the same file left, or a new one. */
async function keeper(
  { store }: EngineOptions,
  source: string,
  identity: Identity,
  total: number,
): Promise<Keep | undefined> {
  const earlier = store.drafts.get(source);
  if (earlier && likeness(earlier.identity, identity) === "same") {
    try {
      const part = await PartFile.reopen(earlier.path, 0, null);
      return { ledger: new Ledger(total, earlier.done), part, again: 0, spoiled: false };
    } catch {
      // It is gone: begin another.
    }
  }
  const file = path.join(store.folder, "drafts", `${randomUUID()}.part`);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const part = await PartFile.create(file);
  return part && { ledger: new Ledger(total), part, again: 0, spoiled: false };
}

async function keepDraft(
  keep: Keep | undefined,
  source: string,
  identity: Identity,
  { store, clock }: EngineOptions,
): Promise<void> {
  if (!keep) return;
  const earlier = store.drafts.get(source);
  const draft = {
    source,
    path: keep.part.path,
    identity,
    done: keep.ledger.done().map(([start, end, route]): [number, number, string] => [start, end, route]),
    createdAt: clock.date(),
  };
  if (earlier && earlier.path !== draft.path) await discardDraft(store, earlier);
  // A download may have taken the file over, or deleted it, while turns were still running.
  if (keep.spoiled || !adoptable(draft) || !(await keep.part.inPlace())) return discardDraft(store, draft);
  await keep.part.sync();
  store.drafts.save(draft);
}

function opening(options: {
  readonly id: string;
  readonly url: string;
  readonly startedAt: number;
  readonly roads: readonly Road[];
  readonly connections: number;
  readonly rounds: number;
}): ComparisonView {
  const { id, url, startedAt, roads, connections, rounds } = options;
  const nothing = {
    median: null,
    low: null,
    high: null,
    single: null,
    firstByteMs: null,
    rampMs: null,
    seconds: null,
  };
  return {
    id,
    url,
    name: null,
    state: "opening",
    total: null,
    round: 0,
    rounds,
    routes: roads.map(({ route }) => ({
      ...nothing,
      route: route.name,
      kind: route.kind,
      connections,
      samples: [],
      bytes: 0,
      problem: null,
      points: [],
    })),
    best: null,
    ratio: null,
    ratioLow: null,
    ratioHigh: null,
    verdict: "unsure",
    keptBytes: 0,
    turn: null,
    failure: null,
    startedAt,
  };
}
