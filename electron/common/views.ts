/**
 * What a host tells a client: plain data, checked with zod at the door. Speeds are bytes per second, times milliseconds
 * (durations of whole files: seconds), sizes bytes, ranges half-open.
 */
import { z } from "zod";
import { isErrorCode, type ErrorCode, type Failure } from "./errors.ts";
import { fileTypes } from "./file-types.ts";
import { ending, folderProblem } from "./folder-rules.ts";
import { priorities } from "./queue-order.ts";
import { relayKinds } from "./relay-spec.ts";
import { hostPattern } from "./rules.ts";

export const failure: z.ZodType<Failure> = z.object({
  code: z.custom<ErrorCode>(isErrorCode),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  message: z.string(),
});

/** A limit: whole bytes per second, at least one. */
export const bytesPerSecond = z.int().min(1);

export const mode = z.enum(["auto", "direct", "relay", "all"]);
/** Which routes a download may use: see ARCHITECTURE, "One download". */
export type Mode = z.infer<typeof mode>;

export const routeKind = z.enum(["direct", ...relayKinds]);

/** Of a saved relay: used where it serves best; used first, wherever it can; never unless it is named. */
export const relayUses = ["auto", "always", "never"] as const;
export type RelayUse = (typeof relayUses)[number];

export const healthCheck = z.object({
  check: z.enum([
    "reachable",
    "certificate",
    "answers",
    "token",
    "ranges",
    "validators",
    "same-file",
    "redirects",
    "paths",
    "keep-alive",
    "connections",
    "credentials",
  ]),
  /** Null where it could not be told, or does not apply. */
  ok: z.boolean().nullable(),
  /** A sentence: what was seen, and what to change. No secrets. */
  detail: z.string(),
});
export type HealthCheck = z.infer<typeof healthCheck>;

export const relayHealth = z.object({
  checks: z.array(healthCheck),
  /** `unknown`: it answers, and was not asked for a file. */
  grade: z.enum(["good", "unknown", "weak", "slow", "unusable"]),
  /** The check that the grade goes by; null where none failed. */
  cause: healthCheck.shape.check.nullable(),
});
export type RelayHealth = z.infer<typeof relayHealth>;

export const relayView = z.object({
  id: z.string(),
  /** Unique among the saved relays; carries no secret. */
  name: z.string(),
  kind: z.enum(relayKinds),
  /** The relay's host and port. */
  host: z.string(),
  own: z.boolean(),
  /** Belongs to the built-in practice network. */
  practice: z.boolean(),
  /** Its secret is in a keychain that cannot be read here: it is not asked until that is typed again. */
  locked: z.boolean(),
  use: z.enum(relayUses),
  /** Most bytes in a day and a calendar month; null without a limit. */
  quota: z.object({ day: z.int().min(1).nullable(), month: z.int().min(1).nullable() }),
  /** Bytes that went through its address, today and this month. */
  traffic: z.object({ day: z.int(), month: z.int() }),
  /** What its last check found, and when (ms since 1970); null where it was not checked as it is now. */
  health: relayHealth.extend({ at: z.number() }).nullable(),
});
export type RelayView = z.infer<typeof relayView>;

/** What one route says about one source. */
export const probeView = z.object({
  route: z.string(),
  kind: routeKind,
  status: z.int().nullable(),
  /** Size of the whole file, null where the server does not say. */
  bytes: z.int().nullable(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
  /** Whether the server answers range requests. */
  ranges: z.boolean(),
  firstByteMs: z.number().nullable(),
  /** The name the file would get. */
  name: z.string().nullable(),
  contentType: z.string().nullable(),
  problem: failure.nullable(),
});
export type ProbeView = z.infer<typeof probeView>;

export const downloadState = z.enum([
  "queued", // waits until others are through
  "opening", // first requests are out
  "running",
  "checking", // all bytes are here; checksum, sync, rename
  "paused",
  "done",
  "failed",
]);
export type DownloadState = z.infer<typeof downloadState>;

export const routeProgress = z.object({
  route: z.string(),
  kind: routeKind,
  /** Connections at work now. */
  lanes: z.int(),
  bytes: z.int(),
  speed: z.number(),
  state: z.enum(["opening", "active", "idle", "out"]),
  problem: failure.nullable(),
});
export type RouteProgress = z.infer<typeof routeProgress>;

/** One stretch of the range map: [start, end, index into `routes`]. Neighbours of one route are joined. */
export const stretch = z.tuple([z.int(), z.int(), z.int()]);

export const warning = z.enum([
  "html", // the answer is an HTML page where a file was expected
  "no-ranges", // one plain stream: the server has no ranges
  "no-length", // the server did not say the size
  "unverified-end", // close-delimited: nothing proves that the end is the end
  "restarted", // the file changed on the server: begun again, the earlier part kept apart
  "quota", // a relay's traffic quota is nearly or wholly used up
  "repaired", // a route brought wrong bytes: fetched again over another one
]);
export type Warning = z.infer<typeof warning>;

/** How much a checksum proves: against an attacker, against accident only (broken or short), or bit errors alone. */
export const strength = z.enum(["strong", "weak", "error-detecting"]);
export type Strength = z.infer<typeof strength>;

export const checksumSource = z.enum([
  "given", // by the user
  "sidecar", // a .sha256 or SHA256SUMS file beside it, fetched over an end-to-end route
  "metalink",
  "repr-digest",
  "digest",
  "x-goog-hash",
  "x-amz-checksum",
]);
export type ChecksumSource = z.infer<typeof checksumSource>;

/**
 * What proves that the finished file is the right one:
 * - `checksum`: every byte, against `algorithm` as `source` said it;
 * - `end-to-end`: every byte came over a route that nobody between can change;
 * - `sampled`: bytes over relays were compared at `samples` places: the right file and version, not that none was altered;
 * - `unproved`: size and validators alone.
 */
export const integrity = z.object({
  level: z.enum(["checksum", "end-to-end", "sampled", "unproved"]),
  algorithm: z.string().nullable(),
  source: checksumSource.nullable(),
  strength: strength.nullable(),
  samples: z.int(),
});
export type Integrity = z.infer<typeof integrity>;

/** How one route stands in a download's pool, and why: said when it begins. */
export const poolPlace = z.object({
  route: z.string(),
  /** Asked from the start; asked where another one fails; not at all. */
  role: z.enum(["used", "reserve", "left-out"]),
  reason: z.enum([
    "wanted", // the user wants it always
    "measured", // by `speed`, measured at `at` from this host on this network
    "slower", // as `measured`, but others were faster
    "new", // nothing is known of it yet
    "long-ago", // it worked, but too long ago to go by
    "failed", // it failed lately, with `failure`
    "banned", // the user never wants it
    "quota", // its traffic quota is used up
  ]),
  speed: z.number().nullable(),
  at: z.number().nullable(),
  failure: z.string().nullable(),
});
export type PoolPlace = z.infer<typeof poolPlace>;

/** What happens when one download is finished: nothing, a notification, or the file is opened, or shown in its folder. */
export const finishAct = z.enum(["nothing", "notify", "open", "reveal"]);
export type FinishAct = z.infer<typeof finishAct>;

/** A download that is in the list already, and by what it is the same as another. */
export const sameDownload = z.object({ id: z.string(), by: z.enum(["address", "name"]) });
export type SameDownload = z.infer<typeof sameDownload>;

export const downloadView = z.object({
  id: z.string(),
  /** Without query and credentials. */
  url: z.string(),
  name: z.string(),
  /** Where the finished file is or will be; null until its name is known. */
  path: z.string().nullable(),
  state: downloadState,
  mode,
  total: z.int().nullable(),
  bytes: z.int(),
  /** Bytes taken over from a comparison. */
  keptBytes: z.int(),
  speed: z.number(),
  /** Seconds left at the present speed; null where unknown. */
  secondsLeft: z.number().nullable(),
  /** Seconds spent running, over all sessions. */
  seconds: z.number(),
  routes: z.array(routeProgress),
  map: z.array(stretch),
  /** How its routes were chosen, since it began in this session; empty before. */
  pool: z.array(poolPlace),
  warnings: z.array(warning),
  checksum: z.string().nullable(),
  sha256: z.string().nullable(),
  /** Null until the file is finished. */
  integrity: integrity.nullable(),
  /** Why it failed; of a paused download, why it was paused where it was not the user. */
  failure: failure.nullable(),
  /** When it is tried again by itself (ms since 1970); null where it waits for the user. */
  retryAt: z.number().nullable(),
  /** When it starts by itself (ms since 1970); null where no time was set. */
  startAt: z.number().nullable(),
  /** Where it started later than it was to, since Detour did not run then: both times. */
  late: z.object({ planned: z.number(), started: z.number() }).nullable(),
  /** Paths of what earlier tries left beside it: unfinished parts, and files that failed their checksum. */
  aside: z.array(z.string()),
  /** Most bytes per second it may have; null without a limit of its own. */
  limit: z.number().nullable(),
  /** What happens when it is finished; null as the settings say. */
  onFinish: finishAct.nullable(),
  /** Whether it can go on from where it stopped. */
  resumable: z.boolean(),
  /** Of those that wait, high ones start first. */
  priority: z.enum(priorities),
  /** Its place among those of its priority: the smaller starts first. Numbers have gaps, and may be fractions. */
  order: z.number(),
  createdAt: z.number(),
  finishedAt: z.number().nullable(),
});
export type DownloadView = z.infer<typeof downloadView>;

/** How a download is fetched. Its headers' values stay with the host. */
export const howView = z.object({
  mode,
  /** Names of relays, as the download has them: one that was renamed or removed since has its old name. */
  relays: z.array(z.string()),
  /** Most connections on each route. */
  connections: z.int(),
  /** Names of further headers. */
  headers: z.array(z.string()),
  /** Whether some of the headers' values are in a keychain that cannot be read here. */
  locked: z.boolean(),
});
export type HowView = z.infer<typeof howView>;

/** One thing that happened to a download. */
export const downloadEvent = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  what: z.enum([
    "state", // `value`: its new state; `failure`: why, where it failed or was paused by one
    "route", // `route` is at work, or out (`value`), and why
    "warning", // `value`: a new warning
    "file", // `value`: where its file is or will be, known or changed
    "link", // `value`: its new address
    "limit", // `value`: its new limit in bytes per second; null: lifted
    "retry", // `value`: when it tries again by itself, milliseconds since 1970
  ]),
  value: z.string().nullable(),
  route: z.string().nullable(),
  failure: failure.nullable(),
});
export type DownloadEvent = z.infer<typeof downloadEvent>;

/** One connection of a download, and the range that it fetches now, half-open. */
export const connectionView = z.object({
  route: z.string(),
  start: z.int(),
  /** Where its next byte goes. */
  position: z.int(),
  /** Null where nobody knows where it ends. */
  end: z.int().nullable(),
  speed: z.number(),
  /** Whether it was asked for and nothing has come yet. */
  waiting: z.boolean(),
  /** Whether it fetches what another one holds a second time. */
  copy: z.boolean(),
});
export type ConnectionView = z.infer<typeof connectionView>;

/**
 * How fast a download came over each route since Detour began. Time is the time it ran, in seconds over all sessions, so
 * pauses take no room; a speed is the mean over `step` seconds from `at` on, null where the route had no part.
 */
export const speedHistory = z.object({
  step: z.number(),
  at: z.array(z.number()),
  /** Those that brought something; their speeds stand as `at` does. */
  routes: z.array(z.object({ route: z.string(), speeds: z.array(z.number().nullable()) })),
});
export type SpeedHistory = z.infer<typeof speedHistory>;

export const verdict = z.enum(["relay", "direct", "same", "unsure"]);
export type Verdict = z.infer<typeof verdict>;

export const comparedRoute = z.object({
  route: z.string(),
  kind: routeKind,
  connections: z.int(),
  /** Steady speed of each round so far. */
  samples: z.array(z.number()),
  median: z.number().nullable(),
  /** An interval for the median; how sure it is follows from the count of samples. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Speed of one connection alone, as a browser would get. */
  single: z.number().nullable(),
  firstByteMs: z.number().nullable(),
  /** From the first byte of a round until its speed was steady, on average. */
  rampMs: z.number().nullable(),
  bytes: z.int(),
  /** Seconds the whole file would take at the median; null where either is unknown. */
  seconds: z.number().nullable(),
  problem: failure.nullable(),
  /** The live picture: [ms of this route's own turns, bytes/s]. */
  points: z.array(z.tuple([z.number(), z.number()])),
});
export type ComparedRoute = z.infer<typeof comparedRoute>;

export const comparisonView = z.object({
  id: z.string(),
  url: z.string(),
  name: z.string().nullable(),
  state: z.enum(["opening", "running", "done", "stopped", "failed"]),
  total: z.int().nullable(),
  round: z.int(),
  rounds: z.int(),
  routes: z.array(comparedRoute),
  /** The fastest relay's name; null while no relay was measured. */
  best: z.string().nullable(),
  /** The best relay's median over direct's, at equal connections; null without both sides. */
  ratio: z.number().nullable(),
  ratioLow: z.number().nullable(),
  ratioHigh: z.number().nullable(),
  verdict,
  /** Bytes fetched that a download of the same source takes over. */
  keptBytes: z.int(),
  /** The route whose turn it is. */
  turn: z.string().nullable(),
  failure: failure.nullable(),
  startedAt: z.number(),
});
export type ComparisonView = z.infer<typeof comparisonView>;

/** What is kept of a comparison that is over: no path, no query, no name of the file. */
export const pastComparison = z.object({
  id: z.string(),
  /** Host of the source, with its port where that is not the usual one. */
  host: z.string(),
  /** When it began, ms since 1970. */
  at: z.number(),
  routes: z.array(
    comparedRoute
      .pick({
        route: true,
        kind: true,
        connections: true,
        median: true,
        low: true,
        high: true,
        firstByteMs: true,
      })
      .extend({
        /** Empty in what an earlier version kept. */
        samples: comparedRoute.shape.samples.default([]),
      }),
  ),
  best: z.string().nullable(),
  ratio: z.number().nullable(),
  ratioLow: z.number().nullable(),
  ratioHigh: z.number().nullable(),
  verdict,
});
export type PastComparison = z.infer<typeof pastComparison>;

/** A comparison that is made again and again, since roads change with the time of day. */
export const plannedComparison = z.object({
  id: z.string(),
  /** Without query and credentials. */
  url: z.string(),
  host: z.string(),
  everyMs: z.number(),
  /** When the next one is made, and when the last one may be; ms since 1970. */
  next: z.number(),
  until: z.number(),
});
export type PlannedComparison = z.infer<typeof plannedComparison>;

/** One request through the gateway, without path and query. */
export const flow = z.object({
  id: z.int(),
  kind: z.enum(["url", "proxy", "tunnel"]),
  method: z.string(),
  host: z.string(),
  routes: z.array(z.string()),
  bytes: z.int(),
  speed: z.number(),
  status: z.int().nullable(),
  over: z.boolean(),
});
export type Flow = z.infer<typeof flow>;

export const routeTotal = z.object({ route: z.string(), bytes: z.int(), flows: z.int() });
export type RouteTotal = z.infer<typeof routeTotal>;

export const gatewayView = z.object({
  running: z.boolean(),
  /** Before `/https/host/path`: it holds a secret. Null where it does not run. */
  url: z.string().nullable(),
  /** For http_proxy and https_proxy. */
  proxy: z.string().nullable(),
  allowPrivate: z.boolean(),
  /** What flows now, and what ended just now. */
  flows: z.array(flow),
  totals: z.array(routeTotal),
});
export type GatewayView = z.infer<typeof gatewayView>;

/** Which road an address would take. */
export const ruledView = z.object({
  host: z.string(),
  /** The rule's text; null where none fits. */
  rule: z.string().nullable(),
  use: z.enum(["auto", "all", "direct", "relay", "refuse"]),
  relays: z.array(z.string()),
});
export type RuledView = z.infer<typeof ruledView>;

export const relayTest = z.object({
  ok: z.boolean(),
  /** How long a connection to the relay took; null where none came about. */
  connectMs: z.number().nullable(),
  /** What the relay answered for the source it was tested with, if one was given. */
  probe: probeView.nullable(),
  problem: failure.nullable(),
});
export type RelayTest = z.infer<typeof relayTest>;

const minuteOfDay = z
  .int()
  .min(0)
  .max(24 * 60 - 1);

/** A speed limit for certain times: see speed-schedule.ts. */
export const speedRule = z.object({
  /** The days of the week on which it begins; 0 is Sunday. */
  days: z.array(z.int().min(0).max(6)).min(1).max(7),
  /** Minutes since midnight, local time: from `from` until before `to`. Where `to` is earlier it ends on the next day; where both are the same it lasts the whole day. */
  from: minuteOfDay,
  to: minuteOfDay,
  /** Most bytes per second of all downloads together; null for no limit in this time. */
  limit: bytesPerSecond.nullable(),
});
export type SpeedRule = z.infer<typeof speedRule>;

/** How fast all downloads together may be: as limit and schedule say, slow for now, or without any limit for now. */
export const pace = z.enum(["set", "slow", "full"]);
export type PaceChoice = z.infer<typeof pace>;

/** The speed limit of all downloads together that holds now. */
export const limitNow = z.object({
  limit: bytesPerSecond.nullable(),
  /** What it comes from: the limit that always holds, a rule of the schedule, or the pace that was chosen. */
  by: z.enum(["always", "schedule", "slow", "full"]),
  /** When another one holds, ms since 1970; null where that is not foreseen. */
  until: z.number().nullable(),
  /** The limit after that; it means something only where `until` is given. */
  next: bytesPerSecond.nullable(),
  /** The time zone that the schedule goes by, an IANA name: a browser may be in another one. */
  zone: z.string(),
});
export type LimitNow = z.infer<typeof limitNow>;

const ruledFolder = z
  .string()
  .max(4096)
  .refine((folder) => folderProblem(folder) === undefined, "it leads out of the download folder");

/** Which files go to which folder: by their kind, their endings (`tar.gz`), or their host (`*.example.org`, as in rules.ts). */
export const folderRule = z.discriminatedUnion("by", [
  z.object({ by: z.literal("type"), type: z.enum(fileTypes), folder: ruledFolder }),
  z.object({
    by: z.literal("endings"),
    endings: z.array(z.string().regex(ending)).min(1).max(100),
    folder: ruledFolder,
  }),
  z.object({
    by: z.literal("host"),
    host: z
      .string()
      .max(300)
      .refine((host) => hostPattern(host) === host, "it is no host"),
    folder: ruledFolder,
  }),
]);
export type FolderRule = z.infer<typeof folderRule>;

export const settingsView = z.object({
  /** Where files go unless said otherwise. */
  folder: z.string(),
  /** Folders for some of them, in the download folder or elsewhere; the first rule that fits counts. */
  folderRules: z.array(folderRule).max(100),
  /** Connections on each route. */
  connections: z.int().min(1).max(64),
  language: z.enum(["system", "en", "zh-CN"]),
  /** Whether the window is light or dark. */
  theme: z.enum(["system", "light", "dark"]),
  mode,
  /** Most bytes per second of all downloads together; null without a limit. */
  limit: bytesPerSecond.nullable(),
  /** Limits for certain times, in the place of `limit`; the first that fits counts. */
  schedule: z.array(speedRule).max(50),
  pace,
  /** Most bytes per second of all downloads together while `pace` is slow. */
  slowLimit: bytesPerSecond,
  /** How many downloads run at the same time; the others wait their turn. */
  atOnce: z.int().min(1).max(64),
  /** Downloads that are over leave the list after so many days, and beyond so many; null keeps them. So do comparisons' results. */
  keepDays: z.int().min(1).max(3650).nullable(),
  keepCount: z.int().min(1).max(100_000).nullable(),
  /** What happens with a file that is finished, unless said otherwise of its download. Needs a host that can do it (app.info). */
  onFinish: finishAct.extract(["nothing", "open", "reveal"]),
  /** How often in a row a download that failed for a passing reason is tried again by itself; null for until it works. */
  retries: z.int().min(0).max(1000).nullable(),
  /** Seconds before the first of these tries; each time after, twice as long, up to five minutes. */
  retryWait: z.int().min(1).max(3600),
  /** What ran or waited its turn when Detour ended goes on by itself when it begins again. */
  goOnAtStart: z.boolean(),
  // What follows has a meaning on a desktop alone.
  /** Tell of downloads that ended while the window was not in front. */
  notify: z.boolean(),
  /** Keep the machine from sleeping while something is downloaded, compared, or flows through the gateway. */
  keepAwake: z.boolean(),
  /** Closing the window leaves Detour at work in the tray. */
  closeToTray: z.boolean(),
  /** Start with the system, in the tray. */
  autostart: z.boolean(),
  /** Offer an address of a file that is in the clipboard when the window comes to the front. */
  clipboard: z.boolean(),
  /** Keep relays' secrets, and what signs downloads in, by the system's keychain, where there is one. */
  keychain: z.boolean(),
  /** Look for new versions once a day. Nothing is downloaded without being asked for. */
  updates: z.boolean(),
});
export type SettingsView = z.infer<typeof settingsView>;

/** A finished file, as it is on the disk now, against a checksum; both in lower-case hexadecimal. */
export const fileCheck = z.object({
  algorithm: z.enum(["md5", "sha1", "sha256", "sha384", "sha512"]),
  expected: z.string(),
  actual: z.string(),
  right: z.boolean(),
});
export type FileCheck = z.infer<typeof fileCheck>;

/** One of the page's views, by name. */
export const viewName = z.enum(["new", "downloads", "relays", "gateway", "settings", "about", "welcome"]);
export type ViewName = z.infer<typeof viewName>;

/**
 * An address that came from outside the page: a `detour:` link, the command line, a Metalink file, the clipboard. It is
 * shown to the person and waits: nothing is asked of any server before he says so.
 */
export const offerView = z.object({
  id: z.string(),
  url: z.string(),
  name: z.string().nullable(),
  checksum: z.string().nullable(),
  /** Addresses of further copies. */
  mirrors: z.array(z.string()),
  from: z.enum(["link", "command", "file", "clipboard"]),
});
export type OfferView = z.infer<typeof offerView>;
export type NewOffer = Pick<OfferView, "url" | "from"> &
  Partial<Pick<OfferView, "name" | "checksum" | "mirrors">>;

export const appInfo = z.object({
  version: z.string(),
  host: z.enum(["electron", "headless"]),
  /** What this host can do beyond the contract's core. */
  can: z.object({ open: z.boolean(), reveal: z.boolean(), pickFolder: z.boolean() }),
  /** The language the system speaks, a BCP 47 tag. */
  locale: z.string(),
  /** Whether there is nothing yet, and the first steps were neither taken nor passed over. */
  firstRun: z.boolean(),
  /** What its person should know of this start, also who comes later than the `app.notice` that said it. */
  notice: failure.optional(),
});
export type AppInfo = z.infer<typeof appInfo>;

/** What one would say in a bug report of where this runs, and where it keeps what. */
export const aboutView = z.object({
  /** The system: name, version, processor. */
  system: z.string(),
  /** The programs under it with their versions, such as `Node 24.21.0`. */
  runtime: z.array(z.string()),
  /** Everything that Detour keeps. */
  dataFolder: z.string(),
  /** Null where the log goes to stderr. */
  logFile: z.string().nullable(),
  /** Where relays' secrets, and what signs downloads in, are: sealed by the system's keychain, or in the data folder, and why there. */
  secrets: z.enum([
    "keychain",
    "off", // there is a keychain, and the person wants them in the data folder
    "unavailable", // the system has none that protects them
    "host", // this host has none
  ]),
});
export type AboutView = z.infer<typeof aboutView>;

/** A package that others wrote and is part of this program, with its licence's text. */
export const licence = z.object({
  name: z.string(),
  /** Empty for Detour itself. */
  version: z.string(),
  /** An SPDX expression. */
  licence: z.string(),
  text: z.string(),
});
export type Licence = z.infer<typeof licence>;

/** How a new version comes to this copy: by itself, or else as its person brought this one. */
export const updateWays = ["itself", "deb", "archive", "portable", "npm", "source", "none"] as const;

export const updateView = z.object({
  way: z.enum(updateWays),
  state: z.enum([
    "idle", // nothing was asked yet
    "checking",
    "current", // this is the newest
    "available", // there is a newer one, which waits for the person's word
    "downloading",
    "ready", // it is here, and takes this one's place when Detour ends
    "failed",
  ]),
  /** The newer version, and what is new in it, as plain text; null where none is known. */
  version: z.string().nullable(),
  notes: z.string().nullable(),
  /** How much of it is here, 0 to 1, while it is downloaded. */
  share: z.number().nullable(),
  /** When it was last looked for, ms since 1970. */
  checkedAt: z.number().nullable(),
  problem: failure.nullable(),
});
export type UpdateView = z.infer<typeof updateView>;

export const practiceView = z.object({
  /** Whether the practice network runs. */
  running: z.boolean(),
  url: z.string().nullable(),
  /** Ids of the practice relays among the saved ones. */
  relays: z.array(z.string()),
  size: z.int().nullable(),
  sha256: z.string().nullable(),
});
export type PracticeView = z.infer<typeof practiceView>;
