/** One plain stream from the file's start: for servers without ranges, or that do not say the size. */
import { AppError } from "../../common/errors.ts";
import type { Warning } from "../../common/views.ts";
import type { Clock } from "../clock.ts";
import type { Opening } from "./opening.ts";
import type { PartFile } from "./part-file.ts";
import { readBody } from "./read-body.ts";
import type { Throttle } from "./throttle.ts";

export interface PlainOptions {
  readonly part: PartFile;
  readonly clock: Clock;
  readonly throttle: Throttle;
  readonly signal: AbortSignal;
  /** Hears how many bytes are written by now. */
  readonly written: (position: number) => void;
}

/**
 * Reads the whole file from its first answer. Out: its size. A body that is shorter than its stated length is never
 * called complete. Rejects with AppError (`truncated`, network, disk) or the signal's reason.
 */
export async function runPlain(opening: Opening & { kind: "plain" }, options: PlainOptions): Promise<number> {
  const { answer, road, identity } = opening;
  const { clock } = options;
  let position = 0;
  await readBody(answer, {
    ...options,
    position: () => position,
    end: () => identity.total ?? Infinity,
    arrived: (count) => road.meter.add(count, clock.now()),
    written: (count) => {
      position += count;
      road.bytes += count;
      options.written(position);
    },
  });
  if (identity.total !== null && position < identity.total) {
    throw new AppError("truncated", { host: answer.host, got: position, total: identity.total });
  }
  return position;
}

/** What a person should know of a plain stream. */
export function plainWarnings({ answer, identity }: Opening): Warning[] {
  if (identity.total === 0) return [];
  const unverified: Warning[] = answer.framed ? [] : ["unverified-end"];
  return ["no-ranges", ...(identity.total === null ? (["no-length"] as const) : []), ...unverified];
}
