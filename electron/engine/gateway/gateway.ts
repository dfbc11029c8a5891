/**
 * The gateway: other programs' requests over the routes of this one. Two entrances, each on a port of its own, on the
 * loopback addresses alone: gateway URLs (`/TOKEN/https/host/path`), and a forward proxy (HTTP, section 4).
 */
import { randomBytes } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { AppError } from "../../common/errors.ts";
import type { Flow, Mode, RouteTotal } from "../../common/views.ts";
import type { Clock } from "../clock.ts";
import { unlimited, type SharedLimit } from "../download/throttle.ts";
import { codeOf } from "../http/network-error.ts";
import type { Log } from "../log.ts";
import type { Route } from "../routes/route.ts";
import { sameText } from "../../net/same-text.ts";
import type { Side } from "./fields.ts";
import { Flows } from "./flows.ts";
import {
  asksWholeServer,
  hasOneHost,
  mayGoNoFurther,
  readAuthority,
  readGatewayUrl,
  readProxyRequest,
  type Refusal,
} from "./read-target.ts";
import { refusePrivate } from "./guarded-direct.ts";
import { RouteAgents } from "./route-agents.ts";
import { serve, type Shared } from "./serve.ts";
import type { StreamMemory } from "./streams.ts";
import { join, openTunnel } from "./tunnel.ts";
import { Turns } from "./turns.ts";

/** The routes that a source may take, in the order of preference; direct among them is the guarded one where it must be. */
export interface Roads {
  readonly routes: readonly Route[];
  readonly mode: Mode;
}

export interface GatewayOptions {
  /** Out: undefined where the source is refused. */
  readonly roads: (source: URL) => Promise<Roads | undefined>;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** The secret of gateway URLs, of letters, digits, - and _; a random one unless given. */
  readonly token?: string;
  /** 0 for any free one. */
  readonly port?: number;
  readonly proxyPort?: number;
  /** Whether addresses that are not public may be asked. */
  readonly allowPrivate?: boolean;
  /** What the forward proxy asks of its clients (RFC 7617); nothing unless given. */
  readonly signIn?: { readonly user: string; readonly password: string };
  /** Read ahead for one client, and for all together, bytes. */
  readonly windowBytes?: number;
  readonly allWindowBytes?: number;
  /** What comes keeps to it: each request and each tunnel has an equal share. None unless given. */
  readonly limit?: SharedLimit;
  /** Connections on each route. */
  readonly connections?: number;
  /** None unless given. */
  readonly memory?: StreamMemory;
  /** Ports that CONNECT may lead to; 443 unless given. */
  readonly tunnelPorts?: readonly number[];
  /** Shorter ones make tests short. */
  readonly idleMs?: number;
  readonly changed?: () => void;
}

export interface Gateway {
  /** `http://127.0.0.1:PORT/TOKEN`: before `/https/host/path`. */
  readonly url: string;
  /** `http://127.0.0.1:PORT`, for http_proxy and https_proxy. */
  readonly proxy: string;
  flows(): Flow[];
  totals(): RouteTotal[];
  /** Ends it, and every connection. */
  close(): Promise<void>;
}

const MiB = 1024 * 1024;
const mostConnections = 1024;
const usualIdleMs = 120_000;
const loopbacks = ["127.0.0.1", "::1"] as const;

/** Starts the gateway; resolves when both entrances listen. Rejects with the system's error where a port cannot be had. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { clock, allowPrivate = false, idleMs = usualIdleMs } = options;
  const token = options.token ?? randomBytes(18).toString("base64url");
  const pseudonym = `detour-${randomBytes(6).toString("hex")}`;
  const closing = new AbortController();
  const flows = new Flows(() => clock.now(), options.changed ?? (() => undefined));
  const agents = new RouteAgents();
  const turns = new Turns();
  const shared: Shared = {
    ...options,
    pseudonym,
    agents,
    flows,
    signal: closing.signal,
    window: { each: options.windowBytes ?? 64 * MiB, left: options.allWindowBytes ?? 256 * MiB },
    connections: options.connections ?? 16,
    throttle: () => options.limit?.child(null, true) ?? unlimited,
    streams: new Map(),
  };
  const ports = new Set<number>();

  /** Throws AppError where a source leads back to the gateway, or to what it must not reach. */
  function check(source: URL): void {
    const port = Number(source.port) || (source.protocol === "https:" ? 443 : 80);
    const here = /^(127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f|localhost\.?$|0\.0\.0\.0|\[::\])/.test(
      source.hostname,
    );
    if (here && ports.has(port)) throw new AppError("private-address", { host: source.host });
    if (!allowPrivate) refusePrivate(source);
  }

  function handler(side: Side, read: (request: IncomingMessage) => URL | Refusal) {
    return (request: IncomingMessage, response: ServerResponse) => {
      void admit(request, response);
    };

    async function admit(request: IncomingMessage, response: ServerResponse): Promise<void> {
      if (!(await turns.take(request.socket, response))) return;
      const source = read(request);
      if (typeof source === "number") return refuse(response, source);
      try {
        check(source);
        if (mayGoNoFurther(request)) return void response.writeHead(204).end();
        const roads = await options.roads(source);
        if (!roads) return refuse(response, 403);
        const more = side === "url" ? { back: url } : { wholeServer: asksWholeServer(request) };
        await serve({ request, response, source, side, roads, shared, ...more });
      } catch (error) {
        tell(response, error instanceof AppError && error.code === "private-address" ? 403 : 502, error);
      }
    }
  }
  const signed = (request: IncomingMessage) =>
    !options.signIn || isSignedIn(request.headers["proxy-authorization"], options.signIn);

  const limited = () => options.limit?.unlimited === false;
  const urls = createListener(
    idleMs,
    limited,
    turns,
    handler("url", (request) => readGatewayUrl(request, { ...own(), token })),
  );
  const proxies = createListener(
    idleMs,
    limited,
    turns,
    handler("proxy", (request) => (signed(request) ? readProxyRequest(request, own()) : 407)),
  );
  let port = 0;
  let url = "";
  const own = () => ({ port, pseudonym });

  function connect(request: IncomingMessage, client: Duplex, head: Buffer): void {
    const target = readAuthority(request.url ?? "");
    const bodied =
      request.headers["transfer-encoding"] !== undefined ||
      (request.headers["content-length"] ?? "0") !== "0";
    if (client.destroyed) return;
    if (request.httpVersion !== "1.1" || !target || !hasOneHost(request) || bodied)
      return hangUp(client, "400 Bad Request");
    if (!signed(request))
      return hangUp(client, '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="Detour"');
    const server = new URL(`https://${target.host}:${target.port}/`);
    if (!(options.tunnelPorts ?? [443]).includes(target.port)) return hangUp(client, "403 Forbidden");
    try {
      check(server);
    } catch {
      return hangUp(client, "403 Forbidden");
    }
    const flow = flows.begin("tunnel", "CONNECT", server.host);
    const left = new AbortController();
    client.once("close", () => left.abort());
    const signal = AbortSignal.any([left.signal, closing.signal]);
    options
      .roads(server)
      .then((roads) => {
        if (!roads) throw new AppError("private-address", { host: server.host });
        return openTunnel(server, roads.routes, clock, signal);
      })
      .then((tunnel) => {
        flow.status(200);
        flow.through([tunnel.route]);
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        // Silence is for the tunnel to judge from now on.
        if (client instanceof Socket) client.setTimeout(0);
        const count = (bytes: number) => flow.count(bytes, tunnel.route);
        return join(client, tunnel, head, idleMs, count, closing.signal, shared.throttle());
      })
      .catch((error: unknown) => {
        const code = error instanceof AppError ? error.code : "";
        const status =
          code === "private-address"
            ? "403 Forbidden"
            : code === "timed-out"
              ? "504 Gateway Timeout"
              : "502 Bad Gateway";
        flow.status(Number(status.slice(0, 3)));
        hangUp(client, status);
      })
      .finally(() => flow.end());
  }

  const servers: Server[] = [];
  try {
    port = await listenOnBoth(urls, options.port ?? 0, servers, (_request, client) => {
      hangUpAfter(turns, client, "405 Method Not Allowed");
    });
    const proxyPort = await listenOnBoth(
      proxies,
      options.proxyPort ?? 0,
      servers,
      (request, client, head) => {
        client.on("error", () => client.destroy());
        void turns.after(client).then(() => connect(request, client, head));
      },
    );
    for (const one of [port, proxyPort]) ports.add(one);
    url = `http://127.0.0.1:${port}/${token}`;
    return {
      url,
      proxy: `http://127.0.0.1:${proxyPort}`,
      flows: () => flows.list(),
      totals: () => flows.totals(),
      async close() {
        closing.abort(new AppError("interrupted", {}));
        agents.close();
        await Promise.all(servers.map(closeServer));
      },
    };
  } catch (error) {
    await Promise.all(servers.map(closeServer));
    throw error;
  }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
type ConnectHandler = (request: IncomingMessage, client: Duplex, head: Buffer) => void;

function createListener(idleMs: number, limited: () => boolean, turns: Turns, handle: Handler): () => Server {
  const options: ServerOptions = {
    headersTimeout: 10_000,
    // A body may take as long as it comes.
    requestTimeout: 0,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 30_000,
    maxHeaderSize: 32_768,
    insecureHTTPParser: false,
    requireHostHeader: true,
    noDelay: true,
  };
  return () => {
    const server = createServer(options, handle);
    server.maxConnections = mostConnections;
    server.timeout = idleMs;
    // All are seen: what lies behind the thousandth would be left out silently. Their size is limited.
    server.maxHeadersCount = 0;
    server.on("upgrade", (_request, socket) => {
      hangUpAfter(turns, socket, "501 Not Implemented");
    });
    // The request whose bytes come now on a connection, until all of them are here.
    const coming = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>();
    server.prependListener("request", (request, response) => {
      coming.set(request.socket, { request, response });
    });
    server.on("timeout", (socket) => {
      // Who has asked all and takes all waits for a slow limit: that silence is ours.
      const waits = turns.busy(socket) && coming.get(socket)?.request.complete && !socket.writableNeedDrain;
      if (limited() && waits) socket.setTimeout(idleMs);
      else socket.destroy();
    });
    const told = new WeakSet<Duplex>();
    server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
      if (told.has(socket)) return;
      told.add(socket);
      if (!socket.writable || error.code === "ECONNRESET") return socket.destroy();
      const status = parseErrors[error.code ?? ""] ?? "400 Bad Request";
      const current = coming.get(socket);
      if (!current || !turns.busy(socket)) return hangUp(socket, status);
      // What came before is answered first, and nothing is written into an answer.
      if (current.request.complete) hangUpAfter(turns, socket, status);
      else if (current.response.headersSent) socket.destroy();
      else hangUp(socket, status);
    });
    return server;
  };
}

/** What the bytes of a request were refused for, by Node's word; else 400. */
const parseErrors: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Content Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** One port on both loopback addresses; a machine without IPv6 has one of them. Out: the port. */
async function listenOnBoth(
  make: () => Server,
  wanted: number,
  servers: Server[],
  onConnect: ConnectHandler,
): Promise<number> {
  // Any port will do: one that is free on the first address may be taken on the second.
  for (let tries = wanted === 0 ? 20 : 1; ; tries--) {
    const made: Server[] = [];
    try {
      let port = wanted;
      for (const host of loopbacks) port = (await listenOn(make, host, port, onConnect, made)) ?? port;
      servers.push(...made);
      return port;
    } catch (error) {
      await Promise.all(made.map(closeServer));
      if (tries <= 1 || codeOf(error) !== "EADDRINUSE") throw error;
    }
  }
}

/** Out: the port; undefined on a machine without that address. */
async function listenOn(
  make: () => Server,
  host: (typeof loopbacks)[number],
  port: number,
  onConnect: ConnectHandler,
  made: Server[],
): Promise<number | undefined> {
  const server = make();
  server.on("connect", onConnect);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, exclusive: true }, () => resolve());
    });
  } catch (error) {
    if (host === "::1" && /^(EADDRNOTAVAIL|EAFNOSUPPORT)$/.test(codeOf(error))) return undefined;
    throw error;
  }
  made.push(server);
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : undefined;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function isSignedIn(
  given: string | undefined,
  { user, password }: { readonly user: string; readonly password: string },
) {
  // RFC 9110, 11.1: the scheme's case says nothing.
  const [, token = ""] = /^basic +(\S*)$/i.exec(given ?? "") ?? [];
  return sameText(token, Buffer.from(`${user}:${password}`).toString("base64"));
}

const words: Readonly<Record<Refusal, string>> = {
  400: "This is not a request that the gateway can read.",
  403: "The gateway does not serve this.",
  404: "There is nothing here.",
  405: "The gateway does not take this method.",
  407: "The gateway asks for a user name and a password.",
  421: "This is not the name of this gateway.",
  501: "The gateway changes no protocol, and takes no coding but chunks.",
  505: "The gateway speaks HTTP/1.1.",
  508: "This request has been here before.",
};

function refuse(response: ServerResponse, status: Refusal): void {
  const more = status === 407 ? { "proxy-authenticate": 'Basic realm="Detour"' } : {};
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close", ...more });
  response.end(`${words[status]}\n`);
}

/** Says in a sentence what went wrong, before any answer was begun. */
export function tell(response: ServerResponse, status: number, error: unknown): void {
  const message = error instanceof AppError ? error.message : "Something went wrong inside Detour.";
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    connection: "close",
    "cache-control": "no-store",
  });
  response.end(`${message}\n`);
}

/** Answers behind all that came before. */
function hangUpAfter(turns: Turns, socket: Duplex, status: string): void {
  void turns.after(socket).then(() => hangUp(socket, status));
}

function hangUp(socket: Duplex, status: string): void {
  if (socket.destroyed || !socket.writable) return void socket.destroy();
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  // Who never reads it must not hold the connection.
  setTimeout(() => socket.destroy(), 1000).unref();
}
