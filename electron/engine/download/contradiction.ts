/** What it means where two routes brought different bytes for one place: who is believed. Pure. */
import { AppError } from "../../common/errors.ts";

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
