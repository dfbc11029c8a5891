/**
 * Lets a road into a run only if it carries the same file as the others: by size and validators where they prove it, by
 * bytes where they do not.
 */
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import { readSmall } from "../http/read-small.ts";
import { beginsAt } from "../routes/mirror.ts";
import { likeness, type Identity } from "../http/validators.ts";
import type { Ledger, Span } from "./ledger.ts";
import { openRoad, type Ask, type Opening } from "./opening.ts";
import type { PartFile } from "./part-file.ts";
import { firstDifference } from "./read-body.ts";
import { donePlaces, type Samples } from "./samples.ts";
import type { Road } from "./road.ts";
import { checkUnchanged, difference } from "./same-file.ts";

/** What a road is first asked for when another one leads: enough to prove that it carries the same file. */
export const sampleBytes = 64 * 1024;

/** After so many ETags for the same bytes, a road's ETags say nothing any more. */
export const meaninglessEtags = 4;

/** How long a road waits for its own other lanes to write something that it can be compared with. */
const ownPatienceMs = 3000;

/** Thrown where a trusted road carries another file than the relays that the run began with: begin again with its file. */
export class Rebase extends Error {
  /** How the relays' file differs. */
  readonly detail: string;
  constructor(detail: string) {
    super("the trusted route carries another file");
    this.detail = detail;
  }
}

export interface Court {
  /** What the download goes by. */
  readonly reference: Identity & { readonly total: number };
  /** Whether an end-to-end road vouches for the reference. */
  readonly trusted: () => boolean;
  /** The road whose answer the reference was read from; none where an earlier session knew it. */
  readonly introducer: Road | undefined;
  readonly roads: readonly Road[];
  readonly ledger: Ledger;
  /** Where what roads say of places that are not written yet is kept, to be compared. */
  readonly samples?: Samples | undefined;
  readonly part: Pick<PartFile, "read" | "write">;
  readonly clock: Clock;
  /** Uniform in [0, 1): which bytes are compared. */
  readonly random: () => number;
  readonly ask: Ask;
}

/**
 * Judges a road's first answer. Out: whether its body may still be read (a comparison of bytes uses it up).
 * Throws AppError `different-file`, `file-changed` or `bad-answer`, or Rebase; the answer is closed then.
 */
export async function admit(opening: Opening, court: Court): Promise<{ readonly readable: boolean }> {
  const { reference, introducer } = court;
  const { road, identity, answer } = opening;
  if (opening.kind === "plain") {
    answer.close();
    // A sign-in page in the way says nothing of the file.
    if (/^text\/html/i.test(answer.header("content-type") ?? "")) {
      throw new AppError("bad-answer", { host: answer.host, detail: "a web page came instead of the file" });
    }
    if (identity.total !== null && identity.total !== reference.total) {
      throw refusal(court, opening, difference(reference, identity));
    }
    throw new AppError("different-file", {
      route: road.route.name,
      detail: road.route.mirror
        ? "it sends the whole file only, no parts"
        : "the whole file instead of parts",
    });
  }
  try {
    if (checkUnchanged(road, identity, answer.host) === "flip") await verifyFlip(road, identity, court);
    // A mirror's ETag and date are another server's: only its size says something.
    const seen = road.route.mirror ? sizeOnly(identity) : identity;
    const alike = road === introducer ? "same" : likeness(reference, seen);
    if (alike === "different") throw refusal(court, opening, difference(reference, identity));
    if (alike === "same") return { readable: true };
  } catch (error) {
    answer.close();
    throw error;
  }
  const place = await comparablePlace(road, court);
  if (!place) return { readable: true };
  const { start, end } = opening.part;
  const here = start <= place.start && place.end <= end;
  if (!here) answer.close();
  // A slow road would take as long again for another request.
  const seen = here ? await bodyDiffers(opening, court) : { compared: false, at: undefined };
  if (seen.at !== undefined) throw refusal(court, opening, `byte ${seen.at} differs`);
  if (seen.compared) return { readable: false };
  // A stream may have let go of those bytes meanwhile: others are here now.
  const next = here ? await comparablePlace(road, court) : place;
  const at = next && (await differsAt(road, next, court));
  if (at !== undefined) throw refusal(court, opening, `byte ${at} differs`);
  return { readable: false };
}

/**
 * A road's ETag changed while size and date stayed. Its bytes are compared with what is written already: where they are
 * the same, the server has several ETags for one file. Throws AppError `file-changed`.
 */
export async function verifyFlip(road: Road, seen: Identity, court: Court): Promise<void> {
  if (road.etags.size >= meaninglessEtags) return;
  await comparablePlace(road, court, true);
  for (const place of donePlaces(court.ledger.done(), flipBlocks, court.random)) {
    const at = await differsAt(road, place, court);
    if (at !== undefined)
      throw new AppError("file-changed", { host: hostOf(road, court), detail: `byte ${at} is another` });
  }
  road.etags.add(seen.etag);
}

/**
 * A road of several whose ETag changed is asked for one place that is here. Other bytes there accuse it (AppError
 * `file-changed`); the same bytes clear nothing but that place.
 */
export async function accuse(road: Road, court: Court): Promise<void> {
  const { roads, ledger, random } = court;
  const others = roads.some((other) => other !== road && other.state === "active");
  const [place] = donePlaces(ledger.done(), flipBlocks, random);
  if (!others || !place) return;
  const at = await differsAt(road, place, court);
  if (at !== undefined)
    throw new AppError("file-changed", { host: hostOf(road, court), detail: `byte ${at} is another` });
}

function hostOf({ route }: Road, { ask }: Court): string {
  return beginsAt(route, ask.source).host;
}

/** An identity without what a server says of its own copy. */
export function sizeOnly<T extends Identity>(identity: T): T {
  return { ...identity, etag: null, lastModified: null };
}

/** What a road is told that carries another file. */
function refusal({ trusted }: Court, { road, answer }: Opening, detail: string): Error {
  if (!road.route.endToEnd) return new AppError("different-file", { route: road.route.name, detail });
  // What a relay began with is worth nothing against the word of a road that nobody can change.
  return trusted() ? new AppError("file-changed", { host: answer.host, detail }) : new Rebase(detail);
}

/** What is compared where an ETag changed under one size and date. */
const flipBlocks = { bytes: 16 * 1024, random: 2 } as const;

/**
 * Where bytes can be compared: waits until somebody has written some. Out: undefined where nothing is written, and nobody
 * is at work who would write soon.
 */
async function comparablePlace(road: Road, court: Court, own = false): Promise<Span | undefined> {
  const { ledger, roads, introducer, clock, ask } = court;
  const until = clock.now() + ownPatienceMs;
  for (;;) {
    ask.signal.throwIfAborted();
    const first = ledger.done()[0];
    if (first) return { start: first[0], end: Math.min(first[1], first[0] + sampleBytes) };
    const others = roads.some(
      (other) =>
        other !== road && (other.state === "active" || (other === introducer && other.state !== "out")),
    );
    if (!others && !(own && clock.now() < until)) return undefined;
    await clock.sleep(50, ask.signal);
  }
}

/**
 * Compares what is written with what an answer brings, all of it, and closes the answer. Out: the first byte that differs, and
 * whether there was anything to compare. What is not written yet is a sample for later.
 */
async function bodyDiffers(
  { road, answer, part: { start, end } }: Opening & { kind: "ranges" },
  { ask, part, ledger, samples }: Court,
): Promise<{ readonly compared: boolean; readonly at: number | undefined }> {
  const theirs = await readSmall(answer, end - start, ask.signal);
  if (theirs.length !== end - start)
    throw new AppError("truncated", { host: answer.host, got: theirs.length, total: end - start });
  let compared = false;
  for (const [from, to] of ledger.done()) {
    const place = { start: Math.max(from, start), end: Math.min(to, end) };
    if (place.start >= place.end) continue;
    const at = await differenceAt(
      theirs.subarray(place.start - start, place.end - start),
      place,
      answer.host,
      part,
    );
    compared = true;
    if (at !== undefined) return { compared, at };
  }
  for (let at = start; at < end; at += sampleBytes) {
    const to = Math.min(end, at + sampleBytes);
    if (!ledger.has(at, to)) samples?.add(road, at, theirs.subarray(at - start, to - start));
  }
  return { compared, at: undefined };
}

async function differenceAt(
  theirs: Buffer,
  place: Span,
  host: string,
  part: Court["part"],
): Promise<number | undefined> {
  const length = place.end - place.start;
  if (theirs.length !== length) throw new AppError("truncated", { host, got: theirs.length, total: length });
  const differs = firstDifference(await part.read(place.start, length), theirs);
  return differs === undefined ? undefined : place.start + differs;
}

/** Fetches a place over a road and compares it with the part file. Out: the first byte that differs. */
async function differsAt(road: Road, place: Span, { ask, part }: Court): Promise<number | undefined> {
  const length = place.end - place.start;
  const { answer, kind } = await openRoad(road, place, ask);
  if (kind === "plain") {
    answer.close();
    throw new AppError("bad-answer", { host: answer.host, detail: "the whole file came instead of a part" });
  }
  return differenceAt(await readSmall(answer, length, ask.signal), place, answer.host, part);
}
