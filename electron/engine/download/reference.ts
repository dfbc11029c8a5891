/** Chooses the answer that a download goes by, among the first answers of several roads. */
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import type { Opening } from "./opening.ts";
import { mostTelling, type Road } from "./road.ts";

/** How long a road with an odd answer (no ranges) waits for one with a better answer. */
const oddPatienceMs = 3000;

export interface FirstAnswer {
  readonly road: Road;
  readonly opening: Promise<Opening>;
}

export type Choice =
  | { readonly kind: "opening"; readonly opening: Opening }
  /** Every road failed; what each said. */
  | {
      readonly kind: "failed";
      readonly failures: readonly { readonly road: Road; readonly error: AppError }[];
    };

/**
 * The first road to the source that answers with ranges decides. A mirror's answer is taken only where all of those failed,
 * or say nothing within three seconds. An answer without ranges is taken only when no other road does better
 * within three seconds: a relay's own page, with status 200, must not pass for the file.
 * Openings that were not chosen stay with the caller. Rejects with the signal's reason.
 */
export async function chooseReference(
  answers: readonly FirstAnswer[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Choice> {
  const failures: { road: Road; error: AppError }[] = [];
  const odd: Opening[] = [];
  const waiting = new Map<Road, Promise<() => Opening | undefined>>(
    answers.map(({ road, opening }) => [
      road,
      opening.then(
        (value) => () => {
          waiting.delete(road);
          return value;
        },
        (error: unknown) => () => {
          waiting.delete(road);
          failures.push({ road, error: asAppError(error) });
          return undefined;
        },
      ),
    ]),
  );
  let patience: Promise<"late"> | undefined;
  while (waiting.size > 0) {
    const settled = await Promise.race([...waiting.values(), ...(patience ? [patience] : [])]);
    signal.throwIfAborted();
    if (settled === "late") break;
    const opening = settled();
    const isMirror = opening?.road.route.mirror !== undefined;
    if (opening?.kind === "ranges" && !isMirror) return { kind: "opening", opening };
    if (opening) odd.push(opening);
    const mirrored = odd.find(({ kind, road }) => kind === "ranges" && road.route.mirror);
    const source = odd.some(({ road }) => !road.route.mirror);
    // Nobody is left who could speak for the source itself.
    if (mirrored && !source && [...waiting.keys()].every(({ route }) => route.mirror))
      return { kind: "opening", opening: mirrored };
    if (odd.length === 0) continue;
    // An end-to-end road's word needs no second opinion about what the file is, only about how to fetch it.
    patience ??= clock.sleep(oddPatienceMs, signal).then(() => "late" as const);
  }
  signal.throwIfAborted();
  const chosen =
    odd.find(({ road }) => road.route.endToEnd) ?? odd.find(({ road }) => !road.route.mirror) ?? odd[0];
  return chosen ? { kind: "opening", opening: chosen } : { kind: "failed", failures };
}

/**
 * The error to show where every road failed. A relay that was never meant for the address has nothing to say where others
 * have.
 */
export function failureOfAll(all: readonly { readonly road: Road; readonly error: AppError }[]): AppError {
  const meant = all.filter(({ error }) => error.code !== "not-covered" && error.code !== "system-direct");
  const failures = meant.length > 0 ? meant : all;
  const telling = mostTelling(failures) ?? new AppError("no-route", { detail: "there is none" });
  if (failures.every(({ error }) => error.code === telling.code)) return telling;
  const detail = failures.map(({ road, error }) => `${road.route.name}: ${error.message}`).join(" — ");
  return new AppError("no-route", { detail }, telling);
}

function asAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("internal", { detail: String(error) }, error);
}
