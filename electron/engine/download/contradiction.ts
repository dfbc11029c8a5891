/** What it means where two routes brought different bytes for one place: who is believed. Pure. */
import { AppError } from "../../common/errors.ts";
import { beginsAt } from "../routes/mirror.ts";
import { Rebase } from "./admission.ts";
import type { Ledger } from "./ledger.ts";
import type { Road } from "./road.ts";

/** Thrown where a route's bytes were found to be wrong: its ranges are fetched again over the others. */
export class Quarantine extends Error {
  /** The name of the route at fault. */
  readonly route: string;
  /** For a person: `byte 4096 differs from direct`. */
  readonly detail: string;
  constructor(route: string, byte: number, judge: string) {
    super(`${route} brought wrong bytes`);
    this.route = route;
    this.detail = `byte ${byte} differs from ${judge}`;
  }
}

export interface Party {
  readonly name: string;
  readonly endToEnd: boolean;
}

/**
 * `written` brought the bytes that are in the file, `judge` others. An end-to-end route is believed against one that is
 * not; two end-to-end routes, or one route against itself, mean that the file changed; between two relays nobody can say.
 * Out: the error to throw.
 */
export function judgeContradiction(written: Party, judge: Party, byte: number, host: string): Error {
  if (written.name === judge.name || (written.endToEnd && judge.endToEnd))
    return new AppError("file-changed", { host, detail: `byte ${byte} is another` });
  if (judge.endToEnd) return new Quarantine(written.name, byte, judge.name);
  if (written.endToEnd) return new Quarantine(judge.name, byte, written.name);
  return new AppError("routes-disagree", { route: written.name, other: judge.name, offset: byte });
}

/** What is known where a road's bytes are not those that are here. */
export interface Dispute {
  readonly ledger: Ledger;
  readonly roads: readonly Road[];
  /** For the words: whose file changed. */
  readonly source: URL;
  /** Whether an end-to-end road vouches for the file by now. */
  readonly trusted: boolean;
}

/** A road's bytes are not those that are here. Out: the error that says who is believed. */
export function contradiction(road: Road, byte: number, { ledger, roads, source, trusted }: Dispute): Error {
  const name = ledger.at(byte)?.[2] ?? road.route.name;
  const endToEnd = roads.some(({ route }) => route.name === name && route.endToEnd);
  // Of two relays, the one that joins is the odd one out, as long as nobody better speaks.
  if (!endToEnd && !road.route.endToEnd && name !== road.route.name)
    return new AppError("different-file", {
      route: road.route.name,
      detail: `byte ${byte} differs from ${name}`,
    });
  if (road.route.endToEnd && !endToEnd && !trusted) return new Rebase(`byte ${byte} differs`);
  return judgeContradiction({ name, endToEnd }, road.route, byte, beginsAt(road.route, source).host);
}

/**
 * A relay whose file changes while others go on has got another file; where the source's own did, they will see it too.
 * Out: the error that is the relay's alone then, else the same.
 */
export function blame(road: Road, othersActive: boolean, error: AppError): AppError {
  if (error.code !== "file-changed" || road.route.endToEnd || !othersActive) return error;
  const detail = String(error.params["detail"]);
  return new AppError("different-file", { route: road.route.name, detail }, error);
}
