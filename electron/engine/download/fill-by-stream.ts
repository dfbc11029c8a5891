/**
 * A server that sent parts, and now sends the whole file only: one stream from the file's start fills what is missing, and
 * is compared with what is here on its way there (USERS, 4: no prefix is lost, nothing is glued unproved).
 */
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import { likeness, type Identity } from "../http/validators.ts";
import type { Ledger } from "./ledger.ts";
import { openRoad, type Ask } from "./opening.ts";
import type { PartFile } from "./part-file.ts";
import { firstDifference, OverlapDiffers, readBody } from "./read-body.ts";
import type { Road } from "./road.ts";
import { difference } from "./same-file.ts";
import type { Throttle } from "./throttle.ts";

export interface StreamFill {
  readonly ledger: Ledger;
  readonly part: Pick<PartFile, "read" | "write">;
  readonly reference: Identity & { readonly total: number };
  readonly ask: Ask;
  readonly clock: Clock;
  readonly throttle: Throttle;
  readonly signal: AbortSignal;
}

/**
 * Asks a road for the whole file and fills the ledger's gaps from it. Nobody else may hold a lease. Resolves when the
 * ledger is complete. Rejects with AppError (`file-changed` with the offset where a byte is another, `truncated`, what
 * `openRoad` says), or the signal's reason; what came is kept.
 */
export async function fillByStream(road: Road, fill: StreamFill): Promise<void> {
  const { ledger, part, reference, ask, clock } = fill;
  const opening = await openRoad(road, undefined, ask);
  const { answer, identity } = opening;
  if (likeness(reference, identity) === "different") {
    answer.close();
    throw new AppError("file-changed", { host: answer.host, detail: difference(reference, identity) });
  }
  road.state = "active";
  road.lanes = 1;
  let position = 0;
  try {
    await readBody(answer, {
      ...fill,
      part: fillingPart(ledger, part, road.route.name),
      position: () => position,
      end: () => ledger.span.end,
      arrived: (count) => road.meter.add(count, clock.now()),
      written: (count) => {
        position += count;
      },
    });
  } catch (error) {
    if (!(error instanceof OverlapDiffers)) throw error;
    throw new AppError("file-changed", { host: answer.host, detail: `byte ${error.byte} is another` });
  } finally {
    road.lanes = 0;
  }
  if (!ledger.complete)
    throw new AppError("truncated", { host: answer.host, got: position, total: reference.total });
}

/** Writes what is missing, compares what is here. */
function fillingPart(
  ledger: Ledger,
  part: Pick<PartFile, "read" | "write">,
  route: string,
): Pick<PartFile, "write"> {
  return {
    async write(buffers, position) {
      const bytes = Buffer.concat(buffers);
      const end = position + bytes.length;
      for (let at = position; at < end;) {
        const done = ledger.at(at);
        const gap = ledger.free.find(({ start, end: stop }) => start <= at && at < stop);
        const stop = Math.min(end, done?.[1] ?? gap?.end ?? end);
        const piece = bytes.subarray(at - position, stop - position);
        if (done) {
          // A stream keeps only the last of what it has handed out.
          const here = ledger.has(at, stop);
          const differs = here ? firstDifference(await part.read(at, piece.length), piece) : undefined;
          if (differs !== undefined) throw new OverlapDiffers(at + differs);
        } else {
          await part.write([piece], at);
          const lease = ledger.take(at, stop, route);
          ledger.advance(lease, piece.length);
          ledger.release(lease);
        }
        at = stop;
      }
    },
  };
}
