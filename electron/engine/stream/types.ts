/** What opens a stream, and what an open one offers. */
import type { Mode } from "../../common/views.ts";
import type { Clock } from "../clock.ts";
import type { Identity } from "../http/validators.ts";
import type { Log } from "../log.ts";
import type { Route } from "../routes/route.ts";
import type { Road } from "../download/road.ts";
import type { Throttle } from "../download/throttle.ts";

export interface StreamRequest {
  readonly source: URL;
  /** In the order in which they are asked. */
  readonly routes: readonly Route[];
  readonly mode: Mode;
  /** Half-open, without an end to the file's end; or the last bytes. The whole file where there is none. */
  readonly range?:
    | { readonly start: number; readonly end?: number | undefined }
    | { readonly last: number }
    | undefined;
  /**
   * Sent to the source's origin; Authorization and Cookie only where credentials may travel. Without Range and without
   * conditions: those are for the caller to judge, by `identity`.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Connections on each route. */
  readonly connections: number;
  /** What may lie in memory ahead of the consumer; 64 MiB unless given, 4 MiB at least. */
  readonly windowBytes?: number | undefined;
  /** What the first request asks for; 2 MiB unless given, so that a small file comes whole in one answer. */
  readonly firstBytes?: number | undefined;
  /** A web page is taken, whatever the address looks like. */
  readonly acceptPage?: boolean | undefined;
  readonly throttle?: Throttle | undefined;
  /** How many connections a server is known to bear over a route. */
  readonly remembered?: ((route: string) => number | undefined) | undefined;
  /** Hears that a server bears so many connections over a route, and no more. */
  readonly learned?: ((route: string, cap: number) => void) | undefined;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What the first answer said, and the bytes. */
export interface OpenStream {
  /** Size of the whole file; null where the server does not say. */
  readonly total: number | null;
  /** What the body brings, half-open; `end` is null where nobody knows. */
  readonly start: number;
  readonly end: number | null;
  readonly identity: Identity;
  /** Whether the server sends parts: if not, a range was cut out of the whole file. */
  readonly ranges: boolean;
  readonly contentType: string | null;
  /** Where the source led, after redirects. */
  readonly at: URL;
  /** A header of the first answer, by lower-case name. */
  readonly header: (name: string) => string | undefined;
  /**
   * The bytes, in order; to be read once. A chunk stays what it is until the next one is asked for: who needs it longer
   * holds it (`holdChunk`, slabs.ts) or copies it. Rejects with AppError where they cannot be had or turn out to be wrong: then
   * what came before must not pass for the whole. Who stops early (`return`) ends all connections, at once.
   */
  readonly body: AsyncIterableIterator<Buffer>;
  /** What the routes bring, for a view. */
  readonly roads: () => readonly Road[];
  /** A connection beside the stream's own over this route has ended: where the server refused one, it may bear one more now. */
  readonly relieved: (route: string) => void;
  /** Ends all connections; the body rejects with AppError `interrupted`. Resolves when everything has ended. */
  readonly close: () => Promise<void>;
}

/** Thrown where the range begins behind the file's end: what HTTP answers with 416 (RFC 9110, 15.5.17). */
export class RangeNotSatisfiable extends Error {
  readonly total: number;
  constructor(total: number) {
    super("the range begins behind the end of the file");
    this.total = total;
  }
}
