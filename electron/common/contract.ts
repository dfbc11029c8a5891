/**
 * The one contract between a client (renderer, tests) and a host (Electron's main process, the headless host): every
 * call and every event once. Types, checks and names all follow from these two tables.
 */
import { z } from "zod";
import { longestMirror, mostMirrors } from "./defaults.ts";
import { AppError, toFailure, type Failure } from "./errors.ts";
import { headerProblem } from "./request-headers.ts";
import {
  aboutView,
  appInfo,
  bytesPerSecond,
  comparisonView,
  connectionView,
  downloadEvent,
  downloadView,
  failure,
  fileCheck,
  finishAct,
  gatewayView,
  howView,
  licence,
  limitNow,
  mode,
  offerView,
  pastComparison,
  plannedComparison,
  practiceView,
  probeView,
  relayHealth,
  relayTest,
  relayView,
  ruledView,
  sameDownload,
  settingsView,
  speedHistory,
  updateView,
  viewName,
} from "./views.ts";

const nothing = z.undefined().optional();
const done = z.void();
const id = z.object({ id: z.string().min(1).max(100) });
/** So many fit into one call (see defaults.ts) by their letters, each of which is one byte. */
const ids = z.object({
  ids: z
    .array(z.string().regex(/^[\w-]{1,64}$/))
    .min(1)
    .max(100_000),
});
const url = z.string().min(1).max(100_000);
/** `direct`, or the id of a saved relay. */
const routes = z.array(id.shape.id).max(20);
const longestSpec = 4000;
/** A relay's name is a part of its spec, or its kind and host; the number of one that has it, too, stands behind it. */
const routeNames = z
  .array(
    z
      .string()
      .min(1)
      .max(longestSpec + 100),
  )
  .max(20);

/** Further headers for the source, and for nobody else: see engine/routes/credentials.ts. */
const requestHeaders = z
  .record(z.string().max(200), z.string().max(16_000))
  .refine((headers) => Object.keys(headers).length <= 100, "more than 100 headers")
  .refine(
    (headers) =>
      Object.entries(headers).every(
        ([name, value]) => headerProblem(name.toLowerCase(), value) === undefined,
      ),
    "a header that cannot be sent",
  );

export const newDownload = z.object({
  url,
  mode,
  /** Ids of saved relays; ignored in mode direct. */
  relays: routes,
  folder: z.string().max(4096).optional(),
  name: z.string().max(1000).optional(),
  checksum: z.string().max(200).optional(),
  acceptPage: z.boolean().optional(),
  connections: z.int().min(1).max(64).optional(),
  /** Addresses of further copies of the same file. */
  mirrors: z.array(url.max(longestMirror)).max(mostMirrors).optional(),
  /** When it starts: now (or when its turn comes), when `downloads.resume` says so, or at a time (ms since 1970). */
  start: z.union([z.enum(["now", "paused"]), z.strictObject({ at: z.int().min(0) })]).optional(),
  onFinish: finishAct.optional(),
  headers: requestHeaders.optional(),
});
export type NewDownload = z.infer<typeof newDownload>;

export const newComparison = z.object({
  url,
  relays: routes.min(1),
  rounds: z.int().min(1).max(100).optional(),
  seconds: z.number().min(1).max(600).optional(),
  bytes: z.int().min(1).optional(),
  connections: z.int().min(1).max(64).optional(),
  headers: requestHeaders.optional(),
});
export type NewComparison = z.infer<typeof newComparison>;

/** A comparison that is made every so many minutes for so many hours. */
export const newPlan = z.object({
  url,
  relays: routes.min(1),
  everyMinutes: z.int().min(5).max(1440),
  hours: z.int().min(1).max(744),
  /** Most bytes of each comparison; `planBytes` unless given. */
  bytes: z.int().min(1).optional(),
});
export type NewPlan = z.infer<typeof newPlan>;

const relaySpec = z.string().min(1).max(longestSpec);

export const methods = {
  "app.info": { input: nothing, output: appInfo },
  /** The first steps were taken, or passed over: they are not shown by themselves again. */
  "app.welcomed": { input: nothing, output: done },
  "about.get": { input: nothing, output: aboutView },
  /** Detour's own licence first, then those of all that is bundled. */
  "about.licences": { input: nothing, output: z.array(licence) },
  /** A text for a bug report: no addresses, no names, no secrets. */
  "about.report": { input: nothing, output: z.string() },
  /** Shows the data folder or the log in the system's file manager. Only where app.info says can.reveal. */
  "about.reveal": { input: z.object({ what: z.enum(["data", "log"]) }), output: done },
  "updates.get": { input: nothing, output: updateView },
  /** Looks for a new version now. Only where the way is `itself`. */
  "updates.check": { input: nothing, output: updateView },
  /** Downloads the new version that was found; it takes this one's place when Detour ends. */
  "updates.download": { input: nothing, output: updateView },
  /** Ends Detour and starts the new version, which must be ready. */
  "updates.restart": { input: nothing, output: done },
  "settings.get": { input: nothing, output: settingsView },
  "settings.set": { input: settingsView.partial(), output: settingsView },
  /** What they are at first. */
  "settings.defaults": { input: nothing, output: settingsView },
  /** Sets these back to what they were at first; all of them where none is named. */
  "settings.reset": {
    input: z.object({ names: z.array(settingsView.keyof()).optional() }),
    output: settingsView,
  },
  /** The speed limit of all downloads and the gateway together that holds now, by limit, schedule and pace. */
  "limits.now": { input: nothing, output: limitNow },
  /** Lets the person choose a folder; null where he chose none. Only where app.info says can.pickFolder. */
  "folder.pick": { input: nothing, output: z.string().nullable() },

  "relays.list": { input: nothing, output: z.array(relayView) },
  "relays.add": { input: z.object({ spec: relaySpec }), output: relayView },
  "relays.update": { input: id.extend({ spec: relaySpec }), output: relayView },
  "relays.remove": { input: id, output: done },
  /** When it is used: where it serves best, first of all, or only where it is named. */
  "relays.use": { input: id.extend({ use: relayView.shape.use }), output: relayView },
  /** Moves it among the saved ones: among equal relays the first is asked first. */
  "relays.move": { input: id.extend({ to: z.enum(["top", "up", "down", "bottom"]) }), output: done },
  /** Most bytes in a day, in a month; null lifts a limit, and what is not said stays. */
  "relays.quota": { input: id.extend(relayView.shape.quota.partial().shape), output: relayView },
  /** The spec to edit it, with a word in the place of its secrets: see relay-secrets.ts. */
  "relays.spec": { input: id, output: z.string() },
  /**
   * Tries a spec that need not be saved; with a source, it is asked for through the relay; with the id of a saved relay,
   * the word for a secret means that relay's.
   */
  "relays.test": {
    input: z.object({ spec: relaySpec, url: url.optional(), id: id.shape.id.optional() }),
    output: relayTest,
  },

  /** Looks at a relay check by check; with a source, also at what it makes of that. It may take a minute. A saved one's is kept. */
  "relays.health": {
    input: z.union([id.extend({ url: url.optional() }), z.object({ spec: relaySpec, url: url.optional() })]),
    output: relayHealth,
  },

  /** Asks each route for the file's first bytes, as a download with these headers would. */
  "sources.probe": {
    input: z.object({ url, relays: routes, headers: requestHeaders.optional() }),
    output: z.array(probeView),
  },

  "comparisons.start": { input: newComparison, output: comparisonView },
  "comparisons.stop": { input: id, output: done },
  "comparisons.list": { input: nothing, output: z.array(comparisonView) },
  /** What is kept of the last 90 days, the oldest first; of one host (with its port, where that is not the usual one) or all. */
  "comparisons.history": {
    input: z.object({ host: z.string().max(300).optional() }),
    output: z.array(pastComparison),
  },
  /** Drops what is kept of one. */
  "comparisons.forget": { input: id, output: done },
  "comparisons.plan": { input: newPlan, output: plannedComparison },
  "comparisons.unplan": { input: id, output: done },
  "comparisons.plans": { input: nothing, output: z.array(plannedComparison) },

  "downloads.list": { input: nothing, output: z.array(downloadView) },
  "downloads.add": { input: newDownload, output: downloadView },
  /**
   * Looks for a download of the same address (all of it), or of the same name in the same folder, that did not fail. `expected`
   * is the name that the server gives it, where that is known.
   */
  "downloads.same": {
    input: newDownload.pick({ url: true, folder: true, name: true }).extend({
      expected: newDownload.shape.name,
    }),
    output: sameDownload.nullable(),
  },
  "downloads.pause": { input: id, output: done },
  /** Goes on with it; one that waits for its time starts now. */
  "downloads.resume": { input: id, output: done },
  /** Begins a stopped one from zero; what came before is kept beside it until the new file is right. */
  "downloads.restart": { input: id, output: done },
  /** When a stopped one starts by itself, ms since 1970; null: when `downloads.resume` says so. */
  "downloads.schedule": { input: id.extend({ at: z.int().min(0).nullable() }), output: done },
  /** Most bytes per second that it may have, now and later; null lifts the limit. */
  "downloads.limit": { input: id.extend({ limit: bytesPerSecond.nullable() }), output: done },
  /**
   * The checksum that an unfinished one's file is to have; null for none. One that failed by the checksum before is checked again, from
   * the file that was kept, where it is still there.
   */
  "downloads.checksum": {
    input: id.extend({ checksum: newDownload.shape.checksum.unwrap().nullable() }),
    output: done,
  },
  /** Holds a finished file against a checksum; it is only read. That may take minutes. */
  "downloads.verify": {
    input: id.extend({ checksum: newDownload.shape.checksum.unwrap() }),
    output: fileCheck,
  },
  "downloads.how": { input: id, output: howView },
  /**
   * Changes how an unfinished one is fetched; what is left out stays, and so do the bytes that came. One that runs pauses for it
   * and goes on; one that rests takes it from its next run on. Name and folder stay: its part lies under them.
   */
  "downloads.change": {
    input: id.extend({
      mode: mode.optional(),
      /** Ids of saved relays, as they are saved now; or names of those that it has and that are saved no longer. */
      relays: routeNames.optional(),
      connections: newDownload.shape.connections,
      /** Headers to set, each in the place of the one of its name; the others stay. */
      headers: requestHeaders.optional(),
      /** Names of headers that are sent no longer. */
      without: z.array(z.string().max(200)).max(100).optional(),
    }),
    output: done,
  },
  /** What happens when it is finished; null as the settings say. */
  "downloads.onFinish": { input: id.extend({ onFinish: finishAct.nullable() }), output: done },
  /** What one does just now, connection by connection, and what happened to it since Detour began, the oldest first. */
  "downloads.inside": {
    input: id,
    output: z.object({ connections: z.array(connectionView), events: z.array(downloadEvent) }),
  },
  /** How fast it came over each route since Detour began; empty where it did not run. */
  "downloads.speeds": { input: id, output: speedHistory },
  /** Moves downloads in the queue, each among those of its priority; what runs goes on. Out: the new places. */
  "downloads.move": {
    input: ids.extend({
      to: z.union([
        z.enum(["top", "bottom", "up", "down"]),
        z.strictObject({ before: id.shape.id }),
        z.strictObject({ after: id.shape.id }),
      ]),
    }),
    output: z.array(downloadView.pick({ id: true, order: true })),
  },
  /** Which of those that wait start first. */
  "downloads.priority": { input: ids.extend({ priority: downloadView.shape.priority }), output: done },
  /** A new link for an unfinished download; the bytes that are there are kept where they prove to be the same file's. */
  "downloads.relink": { input: id.extend({ url }), output: downloadView },
  /** Stops it and deletes its unfinished part; a finished file is never deleted. */
  "downloads.cancel": { input: id, output: done },
  /** Takes a finished or failed download off the list; its file stays. */
  "downloads.remove": { input: id, output: done },
  /** Takes all that are finished off the list, with `failed` those that failed and left no part, too. Files stay. Out: how many. */
  "downloads.clear": { input: z.object({ failed: z.boolean() }), output: z.object({ count: z.int() }) },
  /**
   * The whole address, its query with it, to copy: the view's has none. A user name and password in it stay with the host;
   * `withheld` says so.
   */
  "downloads.link": { input: id, output: z.object({ url: z.string(), withheld: z.boolean() }) },
  "downloads.open": { input: id, output: done },
  "downloads.reveal": { input: id, output: done },

  /** Addresses that came from outside and wait for the person's word. */
  "offers.list": { input: nothing, output: z.array(offerView) },
  "offers.dismiss": { input: id, output: done },
  /** Offers what a Metalink file's text says; how many files that is. */
  "offers.read": { input: z.object({ text: z.string().max(900_000) }), output: z.object({ count: z.int() }) },

  "gateway.get": { input: nothing, output: gatewayView },
  "gateway.start": { input: z.object({ allowPrivate: z.boolean() }), output: gatewayView },
  "gateway.stop": { input: nothing, output: gatewayView },

  /** The rules as text: see common/rules.ts. */
  "rules.get": { input: nothing, output: z.string() },
  "rules.set": { input: z.object({ text: z.string().max(200_000) }), output: z.string() },
  "rules.test": { input: z.object({ url }), output: ruledView },

  "practice.get": { input: nothing, output: practiceView },
  "practice.start": { input: nothing, output: practiceView },
  "practice.stop": { input: nothing, output: practiceView },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export const events = {
  /** Downloads that changed; at most 4 a second for each. */
  "downloads.changed": z.array(downloadView),
  "downloads.removed": id,
  "comparisons.changed": comparisonView,
  "comparisons.planned": z.array(plannedComparison),
  "relays.changed": z.array(relayView),
  "settings.changed": settingsView,
  /** Another speed limit holds now, or it holds until another time. */
  "limits.changed": limitNow,
  "offers.changed": z.array(offerView),
  /** The person asked outside of the page (menu, tray, notification) to see a view. */
  "app.show": z.object({ view: viewName }),
  /** Something that nobody waits for could not be done: a finished file that could not be opened. */
  "app.notice": failure,
  /** The machine is on another network now: what routes said of an address may no longer hold. */
  "network.changed": z.object({}),
  /** At most once a second while something flows. */
  "gateway.changed": gatewayView,
  "practice.changed": practiceView,
  "updates.changed": updateView,
} as const satisfies Record<string, z.ZodType>;

export type MethodName = keyof typeof methods;
export type Input<M extends MethodName> = z.infer<(typeof methods)[M]["input"]>;
export type Output<M extends MethodName> = z.infer<(typeof methods)[M]["output"]>;
export type EventName = keyof typeof events;
export type EventData<E extends EventName> = z.infer<(typeof events)[E]>;

/** What a host implements: one function a method. Errors are thrown as AppError. */
export type Handlers = { readonly [M in MethodName]: (input: Input<M>) => Promise<Output<M>> | Output<M> };

/** Where a service tells its clients what happened. */
export type Emit = <E extends EventName>(event: E, data: EventData<E>) => void;

/** What a client holds; the same over direct calls, IPC and WebSocket. */
export interface Client {
  /** Resolves with the answer, or rejects with an AppError. */
  call<M extends MethodName>(
    method: M,
    ...input: undefined extends Input<M> ? [] : [Input<M>]
  ): Promise<Output<M>>;
  /** Listens until the returned function is called. */
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void;
}

/** An answer as data: errors are values, since IPC and WebSocket would lose their class and code. */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly failure: Failure };

export const methodNames = Object.keys(methods) as readonly MethodName[];
export const eventNames = Object.keys(events) as readonly EventName[];

function isMethodName(name: unknown): name is MethodName {
  return typeof name === "string" && Object.hasOwn(methods, name);
}

/**
 * The only way in. In: whatever a client sent. Out: a Reply, never a rejection: `not-found` for an unknown method,
 * `invalid-request` for a wrong input, else what the handler said. `report` hears of errors that are our own fault.
 */
export async function dispatch(
  handlers: Handlers,
  name: unknown,
  input: unknown,
  report: (error: unknown) => void = () => undefined,
): Promise<Reply> {
  try {
    if (!isMethodName(name)) throw new AppError("invalid-request", { detail: "no such call" });
    const method = methods[name];
    const checked = method.input.safeParse(input ?? undefined);
    if (!checked.success) throw new AppError("invalid-request", { detail: firstIssue(checked.error) });
    // One table gives both the check and the handler's type, so the pair fits whatever the name is.
    const handler = handlers[name] as (input: unknown) => unknown;
    const value = await handler(checked.data);
    return { ok: true, value: method.output.parse(value) };
  } catch (error) {
    if (!(error instanceof AppError)) report(error);
    return { ok: false, failure: toFailure(error) };
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return "wrong input";
  const where = issue.path.join(".");
  return where ? `${where}: ${issue.message}` : issue.message;
}
