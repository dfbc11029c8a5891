/** What the engine offers to the service and the command line. */
import type { Priority } from "../common/queue-order.ts";
import type { RelaySpec } from "../common/relay-spec.ts";
import type {
  ComparisonView,
  ConnectionView,
  FileCheck,
  DownloadView,
  FinishAct,
  HowView,
  Integrity,
  Mode,
  ProbeView,
  RelayHealth,
  SameDownload,
  RelayUse,
} from "../common/views.ts";
import type { Clock } from "./clock.ts";
import type { Clearing } from "./download/clearing.ts";
import type { Gateway, GatewayOptions } from "./gateway/gateway.ts";
import type { SystemProxy } from "./routes/system.ts";
import type { Disk } from "./disk/disk.ts";
import type { Log } from "./log.ts";
import type { Store } from "./store/store.ts";

export interface EngineOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly store: Store;
  /** Whether this is a host that stays: a download that failed for a passing reason is tried again by itself; false unless given. */
  readonly resumeItself?: boolean;
  /** The disk that downloads are written to; the system's unless given. */
  readonly disk?: Disk;
  /** How many downloads run at the same time; the others wait their turn. As many as there are unless given. */
  readonly atOnce?: number;
  /** Which proxy the system uses (see routes/system.ts); none unless given. */
  readonly systemProxy?: SystemProxy;
  /** A name for the network that the machine is on now (see pool/network.ts). */
  readonly network?: () => string;
}

/** A relay under the name it has in this run. */
export interface NamedRelay {
  readonly name: string;
  readonly spec: RelaySpec;
  /** The `system:` that `spec` was looked up for: quotas and traffic are kept under it, whatever proxy it leads to. */
  readonly standsFor?: RelaySpec;
  /** What the user said of its use; `auto` unless given. */
  readonly use?: RelayUse;
  /** Its secrets, sealed, where words stand in their place in `spec`: a download keeps them for a host that can open them. */
  readonly sealed?: string;
}

export interface Checksum {
  readonly algorithm: "md5" | "sha1" | "sha256" | "sha384" | "sha512";
  /** Lower-case hexadecimal. */
  readonly hex: string;
}

export interface DownloadRequest {
  readonly source: URL;
  readonly mode: Mode;
  readonly relays: readonly NamedRelay[];
  /** Where the file goes; made if it is not there. */
  readonly folder: string;
  /** The folder may be another one, once the file's name is known: see `setFolders`. It is still found under `folder`. */
  readonly sorted?: boolean;
  /** A name that the user chose: used as it is, and an error if it exists. Else the server's, with ` (1)` where needed. */
  readonly name?: string;
  /** Connections on each route. */
  readonly connections: number;
  readonly checksum?: Checksum;
  /** Compute the SHA-256 even if no checksum was given. */
  readonly sha256?: boolean;
  /** Bytes per second, in all. */
  readonly limit?: number;
  /** What is to happen when it is finished. The engine only notes it, for whoever can do it. */
  readonly onFinish?: FinishAct;
  /** Sent to the source's origin; Authorization and Cookie only where credentials may travel. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Save a web page (HTML) even where the address looks like another kind of file. */
  readonly acceptPage?: boolean;
  /** Look for a checksum beside the file even where no relay that could change it takes part. */
  readonly findChecksum?: boolean;
  /** Addresses of further copies of the same file; an unfinished download keeps those that it has where none are given. */
  readonly mirrors?: readonly URL[];
  /** A new link to the file of an unfinished download of `source`: the bytes that are there are kept, once they prove to be the same file's. */
  readonly continueWith?: URL;
  /** When it starts; `now` unless given. */
  readonly start?: Start;
  /** Throw away an unfinished part of the same source and file instead of going on with it. */
  readonly restart?: boolean;
}

/** What is to be otherwise in how a download is fetched; what is left out stays. */
export interface HowChange {
  readonly mode?: Mode;
  /** All that it is to have; by name those that it has already and that stay as they are. */
  readonly relays?: readonly (NamedRelay | string)[];
  readonly connections?: number;
  /** Headers to set, each in the place of the one of its name in any case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Names of headers that are sent no longer. */
  readonly without?: readonly string[];
}

/** When a download that was added starts: now (or when its turn comes), when its user says so, or at a time (ms since 1970). */
export type Start = "now" | "paused" | { readonly at: number };

/** How often a download that failed for a passing reason is tried again by itself. */
export interface RetryPolicy {
  /** How often in a row without a byte; null for until it works. */
  readonly tries: number | null;
  /** How long before the first of them, ms; each time after, twice as long, up to five minutes. */
  readonly firstMs: number;
}

/** Where downloads go in the queue: to an end, past the next one that is not finished, or beside another one. */
export type Move =
  | "top"
  | "bottom"
  | "up"
  | "down"
  | { readonly before: string }
  | { readonly after: string };

export interface ProbeRequest {
  readonly source: URL;
  readonly relays: readonly NamedRelay[];
  /** Whether the direct route is probed too. */
  readonly direct: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ComparisonRequest extends ProbeRequest {
  readonly rounds?: number;
  /** About how long it may take in all. */
  readonly seconds?: number;
  /** Most bytes that it may fetch over all routes together. */
  readonly bytes?: number;
  /** Connections on each side. */
  readonly connections?: number;
}

export interface GatewayRequest extends Pick<
  GatewayOptions,
  | "port"
  | "proxyPort"
  | "token"
  | "allowPrivate"
  | "signIn"
  | "connections"
  | "changed"
  | "windowBytes"
  | "idleMs"
  | "tunnelPorts"
> {
  /** The relays and the mode for a source; undefined where it is refused. Asked for each request: changes count at once. */
  readonly plan: (source: URL) => { readonly relays: readonly NamedRelay[]; readonly mode: Mode } | undefined;
}

/** One comparison at work; `finished` resolves with the last view and never rejects. */
export interface Comparison {
  readonly id: string;
  view(): ComparisonView;
  /** Ends it early; what was measured stays. */
  stop(): void;
  readonly finished: Promise<ComparisonView>;
}

/** What a finished download came to. */
export interface DownloadReport {
  readonly file: string;
  readonly bytes: number;
  /** Those of them that were taken over from a comparison: they took none of the seconds. */
  readonly keptBytes: number;
  readonly seconds: number;
  readonly sha256: string | null;
  readonly integrity: Integrity | null;
  readonly routes: readonly {
    readonly route: string;
    readonly bytes: number;
    readonly connections: number;
    readonly requests: number;
    readonly retries: number;
    /** Bytes per second while it was at work in this run, and its time to the first byte; null where it showed too little. */
    readonly speed: number | null;
    readonly firstByteMs: number | null;
  }[];
}

/** In: the source as the user gave it, the file's name, and the folder that the request names. Out: the folder to use. */
export type ChooseFolder = (source: URL, name: string, folder: string) => string;

/** What is about to be downloaded, to look for it in the list. */
export interface SameRequest extends Pick<DownloadRequest, "source" | "folder" | "name"> {
  /** The name that the server gives it, where that is known; what the address says unless given. */
  readonly expected?: string;
}

/** The downloads of this engine, and those in the store. */
export interface Downloads {
  list(): readonly DownloadView[];
  /** Whether one is at work in this process. */
  busy(): boolean;
  get(id: string): DownloadView | undefined;
  /**
   * Starts a download or lets it wait its turn, or goes on with the unfinished one of the same source, folder and name. Returns as soon as it is
   * recorded. Throws AppError (`folder-not-writable`, `file-exists`, `already-running`, `no-relay`, ...).
   */
  add(request: DownloadRequest): Promise<DownloadView>;
  /** A download of the same address, or of the same name in the same folder; undefined where there is none. */
  same(request: SameRequest): Promise<SameDownload | undefined>;
  /** Stops its lanes and records everything; resolves when it is safe to end the process. */
  pause(id: string): Promise<void>;
  /**
   * Stops it as `pause` does, but not for good: if Detour ends now, it goes on by itself when it begins again. For a machine
   * that sleeps.
   */
  suspend(id: string): Promise<void>;
  /** How many ran, waited their turn or their next try when their host ended, of hosts that have ended. */
  interrupted(): number;
  /**
   * Goes on with them, as the queue has them: at the time of the next try where one was planned. One whose relay has a
   * secret that cannot be read here stays as it is, with `secret-locked`.
   */
  goOn(): void;
  /** Leaves them to their person. */
  leave(): void;
  /** Goes on with it, or lets it wait its turn at the place that it has in the queue. */
  resume(id: string): Promise<void>;
  /**
   * Begins a stopped download anew, from zero. What came before is kept beside it until the new file is finished and right.
   * Throws AppError `not-allowed` for one that runs or is finished.
   */
  restart(id: string): Promise<void>;
  /**
   * Sets when a stopped download starts by itself (ms since 1970); null: when its user says so. Throws AppError
   * `not-allowed` for one that runs or is finished.
   */
  schedule(id: string, at: number | null): void;
  /** Starts what is planned for a time, from now on; what should have started meanwhile starts now. For a host that stays. */
  keepTime(): void;
  /** Sets how often downloads are tried again by themselves. */
  setRetry(policy: RetryPolicy): void;
  /**
   * Gives an unfinished download a new link (the old one expired) and goes on. What is there is compared with what the new
   * link brings before a byte is added; where they differ, it stops with `link-differs`, keeps the old link and the bytes.
   */
  relink(id: string, source: URL): Promise<DownloadView>;
  how(id: string): HowView;
  /** The address that it is fetched from, with all that is in it. */
  source(id: string): URL;
  /**
   * Changes how an unfinished download is fetched. One that runs is paused for it and goes on, what rests stays at rest; the
   * bytes that came stay, and are compared before any are added. Throws AppError `not-allowed` for one that is finished or being
   * checked, and what `changeHow` throws (how.ts).
   */
  change(id: string, change: HowChange): Promise<void>;
  /** Stops it and deletes the unfinished part. */
  cancel(id: string): Promise<void>;
  /** Takes a finished, failed or paused download off the list; a finished file stays. */
  remove(id: string): Promise<void>;
  /** Takes those off the list that are over and old, or beyond a number; their files stay. Out: how many. */
  clear(clearing: Clearing): number;
  /** What its connections fetch just now, in no order; none where it does not run. */
  connections(id: string): readonly ConnectionView[];
  /** Sets a download's bytes per second, at once where it runs; null lifts its limit. */
  setLimit(id: string, bytesPerSecond: number | null): void;
  /**
   * Sets the checksum that an unfinished download's file is to have; null for none. One whose whole file failed the one
   * before is checked again from what is kept of it, without being fetched; where that is gone, it fails with `part-lost`.
   * Throws AppError `not-allowed` for one that is finished, or being checked.
   */
  setChecksum(id: string, checksum: Checksum | null): Promise<void>;
  /**
   * Holds a finished file, as it is on the disk now, against a checksum; nothing is changed. Throws AppError `file-gone` where
   * it is not there, `not-allowed` where it is not finished.
   */
  verify(id: string, checksum: Checksum): Promise<FileCheck>;
  /** Notes what is to happen when it is finished; null as the settings say. */
  setOnFinish(id: string, onFinish: FinishAct | null): void;
  /**
   * Moves downloads in the queue, several in their order, each among those of its priority. What runs goes on. Out: the new
   * places. Throws AppError `not-found` where none of them is known, or the one beside which they should go.
   */
  move(ids: readonly string[], to: Move): readonly { readonly id: string; readonly order: number }[];
  /** Sets which of those that wait start first. What runs goes on. Throws AppError `not-found` where none of them is known. */
  prioritise(ids: readonly string[], priority: Priority): void;
  /** Sets how many run at the same time. Who runs already goes on. */
  setAtOnce(count: number): void;
  /**
   * Says where files go whose request is `sorted`; their own folder unless this was called. Asked once the name is known,
   * before the first byte is written; what it throws ends the download with nothing lost.
   */
  setFolders(choose: ChooseFolder): void;
  /** What a download came to so far; undefined where there is none of that id, or its file has no name yet. */
  report(id: string): DownloadReport | undefined;
  /** Resolves with the view when the download is done, failed or paused; never rejects for one that exists. */
  settled(id: string): Promise<DownloadView>;
}

export interface EngineEvents {
  /** A download changed: at most 5 times a second each, and once at every change of state. */
  readonly download: (view: DownloadView) => void;
  readonly removed: (id: string) => void;
  readonly comparison: (view: ComparisonView) => void;
}

export interface Engine {
  readonly downloads: Downloads;
  probe(request: ProbeRequest): Promise<readonly ProbeView[]>;
  /** Puts the system's proxy for a source in the place of `system:`, as downloads and probes do by themselves. */
  resolve(relays: readonly NamedRelay[], source: URL): Promise<NamedRelay[]>;
  /** Connects to a relay and hangs up. Out: milliseconds. Rejects with AppError. */
  reach(spec: RelaySpec): Promise<number>;
  /** Looks at a relay, check by check; never rejects but when the engine closes. */
  health(relay: NamedRelay, source?: URL): Promise<RelayHealth>;
  /** Starts a gateway for other programs; who starts it closes it. Rejects with the system's error where a port cannot be had. */
  gateway(request: GatewayRequest): Promise<Gateway>;
  /** Bytes that went through a relay's address today and this month, by any of Detour's processes. */
  traffic(spec: RelaySpec): { readonly day: number; readonly month: number };
  /** Starts a comparison; throws AppError before it starts where the request cannot be used. */
  compare(request: ComparisonRequest): Comparison;
  /** Calls the listener until the returned function is called. */
  on<E extends keyof EngineEvents>(event: E, listener: EngineEvents[E]): () => void;
  /** Sets bytes per second of all downloads and gateways together, at once; null lifts the limit. */
  setLimit(bytesPerSecond: number | null): void;
  /** Pauses everything, waits until it is on disk, closes connections. */
  close(): Promise<void>;
}
