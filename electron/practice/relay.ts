/**
 * The embedded relay: an HTTP server that fetches what its mappings allow and streams it on. Every answer that came from
 * the target carries `X-Relay-Up: STATUS`; in the relay's own answers that field is empty, so that a client can tell whose
 * error it is.
 */
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { pipeline } from "node:stream";
import { closeHttp, listen, reset } from "./loopback.ts";
import { answerHeaders, requestHeaders } from "../net/hop-by-hop.ts";
import { findTarget, type RelayMappings, type Target } from "./relay-target.ts";

export interface Relay {
  readonly port: number;
  close(): Promise<void>;
}

/** Long enough that a client's idle connections outlive the pauses of a comparison. */
const keepAliveMs = 60_000;
/** How long the target may take until its answer begins; a body may take as long as it likes. */
const answerMs = 30_000;

/** Starts a relay on loopback; resolves when it answers. */
export async function startRelay(mappings: RelayMappings): Promise<Relay> {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405);
    const target = findTarget(request.url ?? "", mappings);
    if (typeof target === "number") refuse(response, target);
    else forward(request, response, target, agent);
  });
  const port = await listen(server);
  return {
    port,
    async close() {
      await closeHttp(server);
      agent.destroy();
    },
  };
}

/** An answer of the relay itself. */
function refuse(response: ServerResponse, status: 403 | 404 | 405 | 502 | 504): void {
  response.writeHead(status, {
    "content-length": 0,
    "x-relay-up": "",
    ...(status === 405 ? { allow: "GET, HEAD" } : {}),
  });
  response.end();
}

function forward(request: IncomingMessage, response: ServerResponse, target: Target, agent: Agent): void {
  const upstream = httpRequest({
    agent,
    hostname: target.url.hostname,
    port: target.url.port,
    method: request.method ?? "GET",
    path: target.path,
    headers: { ...requestHeaders(request.headers), host: target.host },
  });
  const tooLate = setTimeout(() => {
    refuse(response, 504);
    upstream.destroy();
  }, answerMs);
  response.once("close", () => {
    clearTimeout(tooLate);
    upstream.destroy();
  });
  upstream.once("response", (answer) => {
    clearTimeout(tooLate);
    passOn(answer, response);
  });
  upstream.on("error", () => {
    clearTimeout(tooLate);
    if (response.headersSent || response.destroyed) return;
    // The target may close an idle connection at the moment it is taken into use: nothing is lost by asking once more.
    if (upstream.reusedSocket) forward(request, response, target, agent);
    else refuse(response, 502);
  });
  upstream.end();
}

function passOn(answer: IncomingMessage, response: ServerResponse): void {
  const status = answer.statusCode ?? 502;
  const headers = answerHeaders(answer.rawHeaders, answer.headers.connection);
  // A cut body must not look like a whole one, not even where its end is the connection's end: reset, not close.
  answer.once("error", () => response.socket && reset(response.socket));
  response.writeHead(status, answer.statusMessage, [...headers, "X-Relay-Up", String(status)]);
  pipeline(answer, response, () => undefined);
}
