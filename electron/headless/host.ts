/**
 * The app without Electron: the built renderer and the contract over one loopback port. Every request and every upgrade
 * passes the door (right host, right origin) and then needs a session.
 */
import { getRequestListener } from "@hono/node-server";
import { once } from "node:events";
import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import { hostname } from "node:os";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { AppError, describe } from "../common/errors.ts";
import type { Log } from "../engine/log.ts";
import type { Service } from "../service/service.ts";
import { createDoor, type Refusal } from "./door.ts";
import { isLoopback } from "./loopback.ts";
import { contentSecurityPolicy } from "../common/csp.ts";
import { crossSitePage, loginPolicy } from "./pages.ts";
import { serveRpc, type RpcLimits } from "./rpc.ts";
import { Sessions } from "./sessions.ts";
import { createSite } from "./site.ts";

export interface HeadlessOptions {
  readonly service: Service;
  /** Folder of the built renderer, with its index.html. */
  readonly rendererDir: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** The address to listen on; 127.0.0.1 unless given. Beyond loopback only with a password. */
  readonly listen?: string;
  /** Lets browsers in by a login page instead of a one-time link. */
  readonly password?: string;
  readonly log: Log;
  /** Hears of errors that are our own fault. */
  readonly report: (error: unknown) => void;
  readonly limits?: RpcLimits;
}

export interface Headless {
  /** Where to open it: with a one-time token, or the plain address where a password is asked for. */
  readonly url: string;
  readonly origin: string;
  /** Another such address, for another browser. */
  newLink(): string;
  /** Ends the host, not the service. */
  close(): Promise<void>;
}

/**
 * Starts the host. Throws AppError `bad-option` where the address or the port cannot be used, or where it would be open
 * to other machines without a password.
 */
export async function startHeadless(options: HeadlessOptions): Promise<Headless> {
  const { service, rendererDir, listen = "127.0.0.1", password, log, report } = options;
  const remote = !isLoopback(listen);
  if (remote && !password)
    throw new AppError("bad-option", {
      option: "--listen",
      problem: `${listen} can be reached from other machines, so a password is needed too (--password-file FILE)`,
    });

  let port = options.port ?? 0;
  const door = createDoor({ port: () => port, remote, machine: hostname() });
  const sessions = new Sessions({ port: () => port, password });
  const site = createSite({
    rendererDir,
    sessions,
    offer: (url) => service.offer([{ url, from: "link" }]),
    byPassword: password !== undefined,
  });
  const rpc = serveRpc(service, { report, log, ...(options.limits ? { limits: options.limits } : {}) });
  const listener = getRequestListener(site.fetch, { overrideGlobalObjects: false });

  const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 30_000 }, (request, response) => {
    const refusal = door.refusal(request);
    if (refusal) refuse(request, response, refusal);
    else void listener(request, response).catch(report);
  });
  server.maxConnections = 256;
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const refusal = door.refusal(request);
    if (refusal) refuseUpgrade(socket, refusal.status);
    else if (request.url !== "/api") refuseUpgrade(socket, 404);
    else if (!sessions.holds(request)) refuseUpgrade(socket, 401);
    else rpc.upgrade(request, socket, head);
  });

  try {
    server.listen(port, listen);
    await once(server, "listening");
  } catch (error) {
    rpc.close();
    throw new AppError("bad-option", { option: "--port or --listen", problem: describe(error) }, error);
  }
  port = (server.address() as AddressInfo).port;
  const origin = `http://${shownHost(listen)}:${port}`;
  const newLink = () =>
    password === undefined ? `${origin}/?token=${sessions.newLinkToken()}` : `${origin}/`;
  return {
    url: newLink(),
    origin,
    newLink,
    async close() {
      rpc.close();
      const closed = once(server, "close");
      server.close();
      // An upgraded or idle connection would keep the server open for ever.
      setTimeout(() => server.closeAllConnections(), 600).unref();
      server.closeIdleConnections();
      await closed;
    },
  };
}

/** How an address is written in a URL that opens on this machine. */
function shownHost(listen: string): string {
  if (listen === "0.0.0.0" || listen === "::") return "127.0.0.1";
  return listen.includes(":") ? `[${listen}]` : listen;
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, reason }: Refusal): void {
  const crossSite = status === 403 && request.method === "GET";
  response.writeHead(status, {
    "content-type": crossSite ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
    "content-security-policy": crossSite ? loginPolicy : contentSecurityPolicy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(crossSite ? crossSitePage : `${reason}\n`);
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
