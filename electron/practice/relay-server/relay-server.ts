/**
 * A small relay for a machine without nginx (`detour relay run`). It fetches from the origins on its list and streams on,
 * for who has its token; it stores nothing and follows no redirect. Every answer that came from the origin carries
 * `X-Relay-Up: STATUS`; in the relay's own answers that field is empty.
 */
import {
  Agent,
  createServer,
  request as requestHttp,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import {
  Agent as SecureAgent,
  createServer as createSecureServer,
  request as requestHttps,
} from "node:https";
import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { pipeline, type Transform } from "node:stream";
import type { AllowRule } from "./allow-list.ts";
import { fieldsForClient, fieldsForOrigin } from "./header-fields.ts";
import { PrivateAddressError, publicLookup } from "../../net/public-address.ts";
import { createRateLimit } from "./rate-limit.ts";
import { readRequest, type RelayRules, type Wanted } from "./read-request.ts";
import { Seats } from "../../net/seats.ts";

/** One request as the log has it: no path, no query, no token. */
export interface RelayLogEntry {
  readonly method: string;
  /** The origin's host; empty where the request was refused before it was known. */
  readonly host: string;
  readonly status: number;
  readonly bytes: number;
  readonly ms: number;
}

export interface RelayServerOptions {
  /** The address to listen on, no brackets. */
  readonly address: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly token: string;
  readonly allow: readonly AllowRule[];
  /** PEM texts. Without them the token travels in the clear. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Requests served at the same time: in all (256 unless given), and for one client (64, what Detour uses at most). */
  readonly maxConnections?: number;
  readonly maxPerClient?: number;
  /** Bytes per second of all answers together. */
  readonly limit?: number;
  readonly allowPrivate?: boolean;
  /** PEM texts of further authorities that origins' certificates may come from. */
  readonly ca?: string;
  readonly log?: (entry: RelayLogEntry) => void;
  /** Shorter ones make tests short. */
  readonly times?: Partial<RelayTimes>;
}

export interface RelayTimes {
  /** Until a request's head is here whole, milliseconds. */
  readonly headMs: number;
  /** Until the origin is connected to and its answer begins. */
  readonly answerMs: number;
  /** Without a byte from the origin, while the client takes what comes. */
  readonly originIdleMs: number;
  /** Without a byte taken by the client, or between its requests. */
  readonly clientIdleMs: number;
}

export interface RelayServer {
  readonly port: number;
  /** Ends it and every connection, whatever is under way. */
  close(): Promise<void>;
}

const usualTimes: RelayTimes = {
  headMs: 10_000,
  answerMs: 30_000,
  originIdleMs: 60_000,
  clientIdleMs: 120_000,
};
/** Connections that are open, idle ones included. */
const mostSockets = 4096;
const retryAfterSeconds = 2;

type Refused = 400 | 403 | 404 | 405 | 429 | 502 | 504 | 505 | 508;

/** What the requests of one relay share. */
interface Shared {
  readonly rules: RelayRules;
  readonly times: RelayTimes;
  readonly agents: { readonly http: Agent; readonly https: SecureAgent };
  readonly limited: (() => Transform) | undefined;
}

/** Starts a relay; resolves when it listens. Rejects with the system's error where the address or the certificate cannot be used. */
export async function startRelayServer(options: RelayServerOptions): Promise<RelayServer> {
  const { token, allow, allowPrivate = false, tls, limit } = options;
  const times = { ...usualTimes, ...options.times };
  const agentOptions = {
    keepAlive: true,
    maxFreeSockets: 64,
    noDelay: true,
    ...(!allowPrivate && { lookup: publicLookup }),
    ...(options.ca !== undefined && { ca: options.ca }),
  };
  const shared: Shared = {
    rules: { token, allow, allowPrivate, pseudonym: `detour-${randomBytes(8).toString("hex")}` },
    times,
    agents: { http: new Agent(agentOptions), https: new SecureAgent(agentOptions) },
    limited: limit === undefined ? undefined : createRateLimit(limit, () => performance.now()),
  };
  const seats = new Seats(options.maxConnections ?? 256, options.maxPerClient ?? 64);
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const started = performance.now();
    const wanted = readRequest(request, shared.rules);
    const host = typeof wanted === "number" ? "" : wanted.origin.host;
    const before = request.socket.bytesWritten;
    response.once("close", () => {
      const { method = "", socket } = request;
      const bytes = Math.max(0, socket.bytesWritten - before);
      options.log?.({
        method,
        host,
        status: response.statusCode,
        bytes,
        ms: Math.round(performance.now() - started),
      });
    });
    if (typeof wanted === "number") return refuse(response, wanted);
    const leave = seats.take(request.socket.remoteAddress ?? "");
    if (!leave) return refuse(response, 429);
    response.once("close", leave);
    forward(request, response, wanted, shared);
  };
  const server = createListener(tls, times, handle);
  await listen(server, options.port, options.address);
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        shared.agents.http.destroy();
        shared.agents.https.destroy();
      }),
  };
}

function createListener(
  tls: RelayServerOptions["tls"],
  times: RelayTimes,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const options: ServerOptions = {
    headersTimeout: times.headMs,
    requestTimeout: times.headMs,
    connectionsCheckingInterval: Math.min(1000, times.headMs / 2),
    keepAliveTimeout: times.clientIdleMs,
    maxHeaderSize: 16_384,
    insecureHTTPParser: false,
    requireHostHeader: true,
    noDelay: true,
  };
  const server = tls
    ? createSecureServer({ ...options, ...tls, minVersion: "TLSv1.2" }, handle)
    : createServer(options, handle);
  server.maxConnections = mostSockets;
  server.timeout = times.clientIdleMs;
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (!("bytesWritten" in socket) || !socket.writable || error.code === "ECONNRESET")
      return socket.destroy();
    const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
    const tooLate = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
    const status = tooLarge
      ? "431 Request Header Fields Too Large"
      : tooLate
        ? "408 Request Timeout"
        : "400 Bad Request";
    hangUp(socket as never, status);
    // Who never reads it must not hold the connection.
    setTimeout(() => socket.destroy(), 1000).unref();
  });
  server.on("connect", (_request, socket) => {
    hangUp(socket as never, "404 Not Found");
    setTimeout(() => socket.destroy(), 1000).unref();
  });
  return server;
}

/** Answers where Node has no response to write to. */
function hangUp(
  socket: { end(text: string): void; destroy(): void; bytesWritten: number },
  status: string,
): void {
  // In the middle of an answer these words would be taken for a part of it.
  if (socket.bytesWritten > 0) socket.destroy();
  else socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nX-Relay-Up:\r\nConnection: close\r\n\r\n`);
}

function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** An answer of the relay itself; nothing where one has begun already. */
function refuse(response: ServerResponse, status: Refused): void {
  if (response.headersSent || response.destroyed) return;
  // A request that was malformed may have a body that would be read as the next request.
  const odd = status === 400 || status === 405 || status === 505;
  const fields: OutgoingHttpHeaders = {
    "content-length": 0,
    "x-relay-up": "",
    ...(status === 405 && { allow: "GET, HEAD" }),
    ...(status === 429 && { "retry-after": String(retryAfterSeconds) }),
    ...(odd && { connection: "close" }),
  };
  response.writeHead(status, fields);
  response.end();
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  wanted: Wanted,
  shared: Shared,
  tries = 0,
): void {
  const { origin, method, path } = wanted;
  const { times, agents, rules } = shared;
  const secure = origin.protocol === "https:";
  const host = origin.hostname.replace(/^\[|\]$/g, "");
  const headers = fieldsForOrigin(request.headers, {
    host: origin.host,
    via: `1.1 ${rules.pseudonym}`,
    token: rules.token,
  });
  const options = { hostname: host, port: origin.port, method, path, headers };
  const upstream = secure
    ? requestHttps({ ...options, agent: agents.https, ...(isIP(host) === 0 && { servername: host }) })
    : requestHttp({ ...options, agent: agents.http });
  const tooLate = setTimeout(() => {
    refuse(response, 504);
    upstream.destroy();
  }, times.answerMs);
  const leave = () => upstream.destroy();
  response.once("close", leave);
  upstream.once("close", () => clearTimeout(tooLate));
  upstream.once("response", (answer) => {
    clearTimeout(tooLate);
    watchIdle(upstream, answer, response, times.originIdleMs);
    passOn(answer, response, shared.limited?.());
  });
  upstream.on("error", (error) => {
    clearTimeout(tooLate);
    // Node takes a connection that broke for the end of a body that nothing else ends: so it must break for the client, too.
    if (response.headersSent || response.destroyed) return breakOff(response);
    response.off("close", leave);
    // The origin may close an idle connection at the moment it is taken into use: nothing is lost by asking once more.
    if (upstream.reusedSocket && tries < 3) forward(request, response, wanted, shared, tries + 1);
    else refuse(response, error instanceof PrivateAddressError ? 403 : 502);
  });
  upstream.end();
}

/** Ends an answer whose origin has fallen silent; it is not silent while the client is what holds it up. */
function watchIdle(
  upstream: ReturnType<typeof requestHttp>,
  answer: IncomingMessage,
  response: ServerResponse,
  idleMs: number,
): void {
  let last = performance.now();
  const watch = setInterval(
    () => {
      if (answer.isPaused() || response.writableNeedDrain) last = performance.now();
      else if (performance.now() - last > idleMs) upstream.destroy(new Error("the origin fell silent"));
    },
    Math.max(50, idleMs / 10),
  );
  answer.on("data", () => (last = performance.now()));
  answer.once("close", () => clearInterval(watch));
}

function passOn(answer: IncomingMessage, response: ServerResponse, limit: Transform | undefined): void {
  const status = answer.statusCode ?? 502;
  const { headers } = answer;
  // Where nothing but the connection's end ends the body, it ends so for the client too: who knows whether it is whole.
  if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined) {
    response.removeHeader("transfer-encoding");
    response.shouldKeepAlive = false;
  }
  try {
    const fields = fieldsForClient(answer.rawHeaders, headers.connection);
    response.writeHead(status, answer.statusMessage, [...fields, "X-Relay-Up", String(status)]);
  } catch {
    answer.destroy();
    return refuse(response, 502);
  }
  // Before the streams are taken down one by one: where only the end ends a body, a quiet end would make it whole.
  for (const event of ["aborted", "error"]) answer.once(event, () => breakOff(response));
  const ended = (error: Error | null | undefined) => {
    // A cut body must never look like a whole one.
    if (error) breakOff(response);
  };
  if (limit) pipeline(answer, limit, response, ended);
  else pipeline(answer, response, ended);
}

/** A reset where it can be had; under TLS the missing close_notify says the same (RFC 8446, 6.1). */
function breakOff({ socket }: ServerResponse): void {
  if (!socket || socket.destroyed) return;
  if ("encrypted" in socket || socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
