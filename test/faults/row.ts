/** What one row of the fault matrix is: who does what wrong, and what must come of it. */
import type { ErrorCode } from "../../electron/common/errors.ts";
import type { DownloadView, Mode } from "../../electron/common/views.ts";
import type { Clock } from "../../electron/engine/clock.ts";
import type { DownloadRequest } from "../../electron/engine/types.ts";
import type { TestEngine } from "../helpers/engine.ts";
import type { FaultScript, FaultServer, FaultServerOptions } from "../helpers/fault-server.ts";

/**
 * How a download ends: with the right file (OK), with the right file as one whole answer (OK1), paused, or failed with no
 * file of the final name. LABEL: it is done, nothing can tell whether its bytes are right, and it does not say they are.
 */
export type Ending = "OK" | "OK1" | "PAUSE" | "FAIL" | "LABEL";

/** A row on its stage: two servers of the same file, and an engine of its own. */
export interface Stage {
  readonly origin: FaultServer;
  /** Plays the relay in the modes `relay` and `all`; in mode `direct` a row may use it as it likes. */
  readonly relay: FaultServer;
  readonly size: number;
  readonly clock: Clock;
  readonly test: TestEngine;
  /** A further server, until the row is over. */
  readonly serve: (options: FaultServerOptions) => Promise<FaultServer>;
  /** Resolves when that many bytes of the download are there, or it is over. */
  readonly reached: (id: string, bytes: number) => Promise<void>;
}

/**
 * The share of a file that may come twice where nothing is wrong with the answers: on a busy machine a lane takes the tail
 * of another one, and what that one's socket holds by then is dropped.
 */
export const aFewSteals = 0.15;
/** The same where answers under way are dropped: what the sockets of all lanes of a road hold, as the server counts it. */
export const droppedAnswers = 0.5;

export interface Row {
  /** Its number in the matrix; several rows may be variants of one. */
  readonly row: number;
  readonly fault: string;
  /** Any of these. */
  readonly expected: readonly Ending[];
  /** Of a failure or a pause: any of these. */
  readonly codes?: readonly ErrorCode[];
  /** Bytes that the servers may send beyond those that end in the file, as a share of its size. */
  readonly wasted: number;
  /** Of the wall's time. */
  readonly seconds: number;

  readonly size?: number;
  /** `direct` unless given. */
  readonly mode?: Mode;
  readonly server?: FaultServerOptions;
  readonly origin?: (stage: Stage) => FaultScript;
  readonly relay?: (stage: Stage) => FaultScript;
  readonly request?: (stage: Stage) => Partial<DownloadRequest> | Promise<Partial<DownloadRequest>>;
  /** How much faster than the wall's the engine's clock runs; 1 unless given. */
  readonly fast?: number;
  readonly clock?: Clock;
  /** Before the download. */
  readonly before?: (stage: Stage) => Promise<void>;
  /** While it runs. */
  readonly play?: (stage: Stage, id: string) => Promise<void>;
  /** Claims of its own about the end. */
  readonly check?: (stage: Stage, view: DownloadView) => void | Promise<void>;
  /** Mends what was wrong and goes on; what comes back must be the right file. */
  readonly mend?: (stage: Stage, view: DownloadView) => Promise<DownloadView>;
}
