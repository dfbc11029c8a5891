/** One request through the gateway, from its routes to its last byte. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { finished } from "node:stream/promises";
import { AppError, toFailure } from "../../common/errors.ts";
import type { Throttle } from "../download/throttle.ts";
import type { Route } from "../routes/route.ts";
import type { OpenStream } from "../stream/types.ts";
import { sendBody } from "./body.ts";
import { fieldsForClient, fieldsForOrigin, type Side } from "./fields.ts";
import type { Flows, OpenFlow } from "./flows.ts";
import type { GatewayOptions, Roads } from "./gateway.ts";
import { isRelaysOwn, pass, usersOwn } from "./pass.ts";
import { pour } from "./pour.ts";
import type { RouteAgents } from "./route-agents.ts";
import type { SharedStream } from "./shared-stream.ts";
import { Streams, type StreamMemory } from "./streams.ts";
import { bodyOf, type Body } from "./take-over.ts";

export interface Shared extends Pick<GatewayOptions, "clock" | "random" | "log"> {
  readonly pseudonym: string;
  readonly agents: RouteAgents;
  readonly flows: Flows;
  readonly signal: AbortSignal;
  /** Read ahead: for one client, and what is left of that for all. */
  readonly window: { readonly each: number; left: number };
  readonly connections: number;
  /** One flow's share of the limit for all that comes. */
  readonly throttle: () => Throttle;
  readonly memory?: StreamMemory;
  /** Streams under way, for who wants the same. */
  readonly streams: Map<string, SharedStream>;
}

export interface ServeOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly source: URL;
  readonly side: Side;
  readonly roads: Roads;
  readonly shared: Shared;
  /** What stands before the addresses of gateway URLs. */
  readonly back?: string;
  /** Whether the source's server is meant, and no file of it. */
  readonly wholeServer?: boolean;
}

type Fields = ReturnType<typeof fieldsForOrigin>;

/** Serves it. Never rejects; a body that cannot be had whole ends with the connection. */
export async function serve(options: ServeOptions): Promise<void> {
  const { request, response, source, side, shared } = options;
  const { clock, log } = shared;
  const method = request.method ?? "GET";
  const flow = shared.flows.begin(side, method, source.host);
  const left = new AbortController();
  response.once("close", () => left.abort(new AppError("interrupted", {})));
  const signal = AbortSignal.any([left.signal, shared.signal]);
  const started = clock.now();
  const before = request.socket.bytesWritten;
  try {
    const fields = fieldsForOrigin(request, side, shared.pseudonym);
    const { answer, route } = await firstAnswer(options, fields, signal);
    flow.through([route.name]);
    flow.status(answer.statusCode ?? 0);
    answer.on("error", () => undefined);
    head(options, answer, route);
    // What was asked for with a body is not to be had by ranges.
    const body = method === "GET" && !isBodied(request) ? bodyOf(answer) : undefined;
    if (body) await accelerate(options, fields, { answer, route, body }, flow, signal);
    else await passOn(options, { answer, route }, flow, signal);
    if (!response.writableEnded) response.end();
  } catch (error) {
    if (response.headersSent) response.destroy();
    else if (!response.destroyed) fail(response, flow, error);
  } finally {
    flow.end();
    const bytes = Math.max(0, request.socket.bytesWritten - before);
    // No path, no query, no token.
    log.info(
      {
        method,
        host: source.host,
        status: response.statusCode,
        bytes,
        ms: Math.round(clock.now() - started),
      },
      "gateway",
    );
  }
}

function isBodied({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Asks one route after another, as long as nothing was said to the client and the request can be sent again. */
async function firstAnswer(
  { request, source, roads, shared, wholeServer = false }: ServeOptions,
  headers: Fields,
  signal: AbortSignal,
): Promise<{ readonly answer: IncomingMessage; readonly route: Route }> {
  const method = request.method ?? "GET";
  const bodied = isBodied(request);
  const safe = !bodied && (method === "GET" || method === "HEAD" || method === "OPTIONS");
  const routes = roads.routes.filter(
    (route) =>
      route.covers(source) &&
      // These would be asked about themselves.
      !(wholeServer && rewrites(route)) &&
      (roads.mode === "auto" ||
        roads.mode === "all" ||
        (route.kind === "direct") === (roads.mode === "direct")),
  );
  let failure: unknown = new AppError("no-route", { detail: "there is none" });
  for (const [at, route] of routes.entries()) {
    const last = at === routes.length - 1;
    try {
      const agents = shared.agents.of(route);
      const answer = await pass({
        method,
        source,
        wholeServer,
        headers,
        route,
        agents,
        signal,
        ...(bodied && { body: request }),
      });
      if (last || !safe || !isRelaysOwn(route, answer)) return { answer, route };
      answer.resume();
    } catch (error) {
      failure = error;
      // What was not sent can be sent another way: a refusal of our own, or a body that nobody has read.
      const withheld = error instanceof AppError && error.code.startsWith("credentials-");
      if (signal.aborted || (!safe && !withheld)) throw error;
    }
  }
  throw failure;
}

function head(
  { request, response, side, shared, source, back }: ServeOptions,
  answer: IncomingMessage,
  route: Route,
): void {
  const location = nextAddress(answer, route, source, back);
  response.sendDate = false;
  // Whoever answers before the end of a request does not want the rest of it, and nobody will read that.
  if (!request.complete) response.shouldKeepAlive = false;
  response.writeHead(
    answer.statusCode ?? 502,
    answer.statusMessage ?? "",
    fieldsForClient(answer, side, shared.pseudonym, location),
  );
}

/**
 * Where a redirect leads, as the client is to ask for it: the next source itself, or its gateway URL; undefined where it
 * stays as it is.
 */
export function nextAddress(
  { headers: { location } }: Pick<IncomingMessage, "headers">,
  route: Pick<Route, "kind" | "unmap">,
  source: URL,
  back: string | undefined,
): string | undefined {
  if (location === undefined) return undefined;
  if (back === undefined && !rewrites(route)) return undefined;
  // It is the client's, who applies it (RFC 9110, 10.2.2).
  const fragment = /#.*$/s.exec(location)?.[0] ?? "";
  const next = nextSource(location, route, source);
  if (!next) return location;
  if (back === undefined) return next.href + fragment;
  const path = next.href.slice(next.origin.length);
  return `${back}/${next.protocol.slice(0, -1)}/${next.host}${path}${fragment}`;
}

/** Whether a route's relay is a server of its own, whose paths lead to the origin's. */
function rewrites({ kind }: Pick<Route, "kind">): boolean {
  return kind === "reverse" || kind === "prefix";
}

function nextSource(location: string, route: Pick<Route, "unmap">, source: URL): URL | undefined {
  try {
    return route.unmap(location, source);
  } catch {
    // From https to http: a download does not follow it, and whether a client does is the client's to say, over the gateway too.
    const next = URL.parse(location, source.href);
    if (next?.protocol !== "http:" || next.username !== "" || next.password !== "") return undefined;
    next.hash = "";
    return next;
  }
}

async function passOn(
  { response, shared }: ServeOptions,
  { answer, route }: { readonly answer: IncomingMessage; readonly route: Route },
  flow: OpenFlow,
  signal: AbortSignal,
): Promise<void> {
  const all = Promise.withResolvers<void>();
  pour(answer, response, {
    ended: all.resolve,
    throttle: shared.throttle(),
    passed: (bytes) => flow.count(bytes, route.name),
    signal,
  });
  answer.once("end", () => {
    const trailers = Object.entries(answer.trailers);
    if (trailers.length > 0) response.addTrailers(Object.fromEntries(trailers));
  });
  // HTTP/1.0 takes the end of the connection for the end of the body: it must not be a good one.
  answer.once("error", () => {
    if (response.req.httpVersionMinor === 0) response.req.socket.resetAndDestroy();
  });
  await finished(answer);
  await all.promise;
  response.end();
  await finished(response);
}

async function accelerate(
  options: ServeOptions,
  fields: Fields,
  { answer, route, body }: { readonly answer: IncomingMessage; readonly route: Route; readonly body: Body },
  flow: OpenFlow,
  signal: AbortSignal,
): Promise<void> {
  const { response, source, roads, shared } = options;
  const headers = usersOwn(single(fields));
  const throttle = shared.throttle();
  let stream: OpenStream | undefined;
  const beside = (name: string) => (stream === undefined && name === route.name ? 1 : 0);
  const streams = new Streams({ source, roads, headers, beside, throttle, shared });
  // Nothing is left to read ahead into, and nobody has it in hand: one connection must do.
  if (!streams.able) return passOn(options, { answer, route }, flow, signal);
  await sendBody({
    answer,
    response,
    body,
    throttle,
    signal,
    written: (bytes) => {
      if (!stream) return flow.count(bytes, route.name);
      const names = stream
        .roads()
        .filter(({ lanes }) => lanes > 0)
        .map((road) => road.route.name);
      flow.through(names);
      flow.count(bytes, names[0] ?? route.name);
    },
    tookOver: (opened) => {
      stream = opened;
      opened.relieved(route.name);
    },
    clock: shared.clock,
    open: (range) =>
      streams.open(range, signal).catch((error: unknown) => {
        shared.log.debug({ code: toFailure(error).code }, "the gateway goes on over one connection");
        return undefined;
      }),
  });
}

function single(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === "string" ? value : value.join(", "),
    ]),
  );
}

const statuses: Readonly<Record<string, number>> = {
  "private-address": 403,
  "credentials-withheld": 403,
  "credentials-unprotected": 403,
  "timed-out": 504,
};

function fail(response: ServerResponse, flow: OpenFlow, error: unknown): void {
  const failure = toFailure(error);
  const status = statuses[failure.code] ?? 502;
  flow.status(status);
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(`${failure.message}\n`);
}
