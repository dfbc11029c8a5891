/**
 * The contract over one WebSocket. In: text frames `{id, method, input}`. Out: `{id, reply}` for each, and
 * `{event, data}` as things happen. Events carry whole views, never differences, so a client that connects (or connects
 * again) asks for the lists and has missed nothing; that is also why a client too slow to listen may simply be dropped.
 */
import { WebSocketServer, type RawData, type WebSocket } from "ws";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { z } from "zod";
import { dispatch } from "../common/contract.ts";
import type { Log } from "../engine/log.ts";
import type { Service } from "../service/service.ts";

export interface RpcLimits {
  /** Bytes of one message from a client. The largest honest one is a relay spec or a URL. */
  readonly messageBytes: number;
  /** Connections at a time, over all browsers. */
  readonly sockets: number;
  /** Calls of one connection that may be at work at once. */
  readonly calls: number;
  /** Bytes that may wait for a client that does not read, beyond the largest answer that it asked for. */
  readonly bufferedBytes: number;
  readonly pingMs: number;
}

export const defaultLimits: RpcLimits = {
  messageBytes: 1 << 20,
  sockets: 32,
  calls: 200,
  bufferedBytes: 8 << 20,
  pingMs: 20_000,
};

export interface Rpc {
  /** Takes over an upgrade that was already found to be allowed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

const message = z.object({ id: z.int(), method: z.unknown().optional(), input: z.unknown().optional() });
type Call = z.infer<typeof message>;

const closing = { away: 1001, unsupported: 1003, malformed: 1007, policy: 1008, busy: 1013 } as const;

/** Serves the contract of one service. `report` hears of our own faults. */
export function serveRpc(
  service: Service,
  {
    report,
    log,
    limits = defaultLimits,
  }: {
    readonly report: (error: unknown) => void;
    readonly log: Log;
    readonly limits?: RpcLimits;
  },
): Rpc {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const answering = new WeakSet<WebSocket>();

  /** The largest answer that each asked for: a list of ten thousand is on its way for a moment, however fast it is read. */
  const largest = new WeakMap<WebSocket, number>();

  /** Sends, unless the client has stopped reading: then it is dropped, and may come back for fresh lists. */
  function send(socket: WebSocket, data: unknown): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > limits.bufferedBytes + (largest.get(socket) ?? 0)) {
      log.warn({ buffered: socket.bufferedAmount }, "a client does not read and is dropped");
      socket.terminate();
      return;
    }
    socket.send(typeof data === "string" ? data : JSON.stringify(data));
  }

  function serve(socket: WebSocket): void {
    let calls = 0;
    async function answer({ id, method, input }: Call): Promise<void> {
      calls++;
      const reply = await dispatch(service.handlers, method, input, report);
      calls--;
      const text = JSON.stringify({ id, reply });
      send(socket, text);
      largest.set(socket, Math.max(largest.get(socket) ?? 0, Buffer.byteLength(text)));
    }
    answering.add(socket);
    socket.on("pong", () => answering.add(socket));
    socket.on("message", (data, isBinary) => {
      if (isBinary) return socket.close(closing.unsupported, "text only");
      const call = parse(data);
      if (!call) return socket.close(closing.malformed, "not a call");
      if (calls >= limits.calls) return socket.close(closing.policy, "too many calls at once");
      void answer(call);
    });
  }

  const stopListening = service.on((event, data) => {
    if (server.clients.size === 0) return;
    const text = JSON.stringify({ event, data });
    for (const socket of server.clients) send(socket, text);
  });

  const pinging = setInterval(() => {
    for (const socket of server.clients) {
      if (!answering.delete(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) socket.ping();
    }
  }, limits.pingMs);
  pinging.unref();

  return {
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (client) => {
        // Of each: one that is let go may yet send what is no frame, and an error that nobody hears ends the process.
        client.on("error", (error) => log.debug({ error: error.message }, "a client's connection failed"));
        if (server.clients.size > limits.sockets) client.close(closing.busy, "too many connections");
        else serve(client);
      });
    },
    close() {
      clearInterval(pinging);
      stopListening();
      for (const socket of server.clients) {
        socket.close(closing.away, "Detour ends");
        setTimeout(() => socket.terminate(), 500).unref();
      }
      server.close();
    },
  };
}

function parse(data: RawData): Call | undefined {
  try {
    // A text frame arrives as one Buffer, ws's default.
    return message.safeParse(JSON.parse((data as Buffer).toString("utf8"))).data;
  } catch {
    return undefined;
  }
}
