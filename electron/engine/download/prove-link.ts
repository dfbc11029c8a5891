/** A new link for bytes that are here already: it must lead to the same file before one more byte is added. */
import { AppError } from "../../common/errors.ts";
import { readSmall } from "../http/read-small.ts";
import type { Identity } from "../http/validators.ts";
import type { DoneRange } from "./ledger.ts";
import { openRoad, type Ask } from "./opening.ts";
import type { PartFile } from "./part-file.ts";
import { firstDifference } from "./read-body.ts";
import type { Road } from "./road.ts";
import { donePlaces } from "./samples.ts";

const blocks = { bytes: 64 * 1024, random: 4 } as const;

/**
 * Compares blocks of what is done (the first, the last, some at random) with what the link brings over a road.
 * `ask.source` is the new link. Out: the file's identity under the new link. Throws AppError `link-differs`, or what
 * `openRoad` says. `random` is uniform in [0, 1).
 */
export async function proveLink(
  road: Road,
  ask: Ask,
  total: number,
  done: readonly DoneRange[],
  part: Pick<PartFile, "read">,
  random: () => number,
): Promise<Identity> {
  let identity: Identity | undefined;
  for (const { start, end } of donePlaces(done, blocks, random)) {
    const opening = await openRoad(road, { start, end }, ask);
    if (opening.kind === "plain") {
      opening.answer.close();
      throw new AppError("link-differs", { detail: "its server sends no parts" });
    }
    if (opening.part.total !== total) {
      opening.answer.close();
      throw new AppError("link-differs", { detail: `${opening.part.total} bytes, not ${total}` });
    }
    const theirs = await readSmall(opening.answer, end - start, ask.signal);
    if (theirs.length < opening.part.end - start)
      throw new AppError("truncated", {
        host: opening.answer.host,
        got: theirs.length,
        total: end - start,
      });
    const differs = firstDifference(await part.read(start, theirs.length), theirs);
    if (differs !== undefined)
      throw new AppError("link-differs", { detail: `byte ${start + differs} is another` });
    identity = opening.identity;
  }
  if (!identity) throw new AppError("internal", { detail: "a new link for a download without bytes" });
  return identity;
}
