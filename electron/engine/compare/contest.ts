/** What a comparison needs of a route: the seam between measuring (this folder) and fetching (download/, http/). */
import type { RouteKind } from "../routes/route.ts";
import type { Failure } from "../../common/errors.ts";

export interface Contestant {
  readonly route: string;
  readonly kind: RouteKind;
  /** From the first request on this route; null where none was answered. */
  readonly firstByteMs: number | null;
  /** Why this route cannot take part; null where it can. */
  readonly problem: Failure | null;
  /**
   * Fetches over `connections` connections, each on bytes that were not fetched before, until the signal aborts or the
   * file has no bytes left (then it resolves, or goes through the file again). `onBytes` hears of every arrival. Rejects with AppError where the route
   * fails. Resolves soon (under 100 ms) after the abort.
   */
  fetch(turn: {
    readonly connections: number;
    readonly signal: AbortSignal;
    readonly onBytes: (count: number) => void;
  }): Promise<void>;
}
