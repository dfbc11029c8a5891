/**
 * Our fault server: one file of seeded bytes over HTTP/1.1 on loopback, answered correctly unless the test's script says
 * otherwise, request by request. It writes raw bytes, so that an answer can break any rule.
 */
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { parseByteRange } from "../../electron/practice/byte-range.ts";
import { listen, loopback, reset } from "../../electron/practice/loopback.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { makeAnswer, type FaultFile } from "./fault-server/answer.ts";
import { status, type FaultRequest, type FaultScript } from "./fault-server/fault.ts";
import { RequestParser, type ParsedRequest } from "./fault-server/request-parser.ts";
import { sendAnswer } from "./fault-server/send.ts";

export * from "./fault-server/fault.ts";
export type { FaultFile } from "./fault-server/answer.ts";
export { signed } from "./fault-server/signed.ts";

export interface FaultServerOptions extends Partial<FaultFile> {
  /** Checksum files by path; those are answered apart, neither scripted nor among the requests. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Called once for each request; undefined (or no script) is a correct answer. */
  readonly handle?: FaultScript;
  /** Connections beyond this many at a time are reset as soon as they are made. */
  readonly maxConnections?: number;
  /** Speaks TLS with this key and certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** What became of one request; `bytesSent` grows while its answer is under way. */
export interface RecordedRequest extends FaultRequest {
  readonly status: number;
  /** Bytes of the body handed to the system so far, as they were before chunked framing. */
  readonly bytesSent: number;
}

export interface FaultServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT` (`https:` with TLS), without a path: every path is the file. */
  readonly base: string;
  /** The file's address: `base` and `/file.bin`. */
  readonly url: string;
  readonly size: number;
  /** All requests in the order of their arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Paths of checksum files that were asked for, there or not. */
  readonly checksumFiles: readonly string[];
  /** The connections that were ever made. */
  readonly connections: number;
  /** The connections that there are now. */
  readonly open: number;
  /** Bytes of bodies handed to the system so far, over all requests. */
  readonly sent: number;
  /** The right bytes `[start, end)` of the file; all of it unless given. */
  bytes(start?: number, end?: number): Buffer;
  /** Another script from the next request on. */
  script(handle: FaultScript | undefined): void;
  /** Another file from the next request on: answers under way go on with the old one. */
  change(file: Partial<FaultFile>): void;
  /** Resets all connections there are, as a restarting server does; new ones are accepted. */
  resetConnections(): void;
  /** Resets all connections and closes the port: who connects is refused. */
  stop(): Promise<void>;
  /** Listens on the same port again; not after `close`. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const unscripted = { index: -1, range: undefined, connectionId: -1, active: 0 };

interface Connection {
  readonly socket: Socket;
  readonly id: number;
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
}

const correct: FaultFile = {
  size: 1_000_000,
  seed: "fault server",
  etag: '"v1"',
  lastModified: "Wed, 01 Jan 2025 00:00:00 GMT",
  contentType: "application/octet-stream",
};

/** Starts a fault server on loopback; resolves when it accepts connections. */
export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const { handle, maxConnections = Infinity, tls, beside = {}, ...first } = { ...correct, ...options };
  let file: FaultFile = first;
  let content = new SeededBytes(file.seed);
  const requests: RecordedRequest[] = [];
  const checksumFiles: string[] = [];
  const sockets = new Set<Socket>();
  let script = handle;
  let connections = 0;
  let active = 0;
  let closed = false;

  /** Resolves with whether the connection may carry another request; rejects where it is lost. */
  async function answer(connection: Connection, parsed: ParsedRequest): Promise<boolean> {
    const { socket, id, signal } = connection;
    const range = parseByteRange(parsed.headers["range"], file.size);
    if (/(\.sha256|\/SHA256SUMS|\/sha256sum\.txt|\.meta4)$/.test(parsed.url)) {
      checksumFiles.push(parsed.url);
      const body = beside[parsed.url];
      const fault = body === undefined ? status(404) : { status: 200, body };
      const made = makeAnswer({ ...unscripted, ...parsed }, file, fault);
      await sendAnswer(socket, made, fault, signal, () => undefined);
      return made.keepAlive && socket.writable;
    }
    const request: FaultRequest = {
      index: requests.length,
      method: parsed.method,
      url: parsed.url,
      headers: parsed.headers,
      range: typeof range === "object" ? range : undefined,
      connectionId: id,
      active: active + 1,
    };
    const record = { ...request, status: 0, bytesSent: 0 };
    requests.push(record);
    active++;
    try {
      const fault = script?.(request) ?? {};
      if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, { signal });
      if (fault.noAnswer === "never") await once(socket, "close", { signal });
      if (fault.noAnswer) {
        reset(socket);
        return false;
      }
      const made = makeAnswer(request, file, fault);
      record.status = made.status;
      await sendAnswer(socket, made, fault, signal, (bytes) => {
        record.bytesSent += bytes;
      });
      return made.keepAlive && socket.writable;
    } finally {
      active--;
    }
  }

  /** Answers the requests of one connection, one after another. */
  function serve(socket: Socket): void {
    if (sockets.size >= maxConnections) {
      socket.on("error", () => undefined);
      return reset(socket);
    }
    const lost = new AbortController();
    const connection = { socket, id: connections++, signal: lost.signal };
    const parser = new RequestParser();
    let busy = false;
    const answerAll = async () => {
      if (busy) return;
      busy = true;
      for (let parsed = parser.next(); parsed; parsed = parser.next()) {
        if (!(await answer(connection, parsed))) return;
      }
      busy = false;
    };
    sockets.add(socket);
    socket.on("data", (bytes) => {
      parser.add(bytes);
      // It fails where the client left or the script did; a script's own error must not pass unseen.
      answerAll().catch((error: unknown) => {
        const left = socket.destroyed;
        socket.destroy();
        if (!left) throw error;
      });
    });
    socket.on("end", () => socket.destroy());
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      lost.abort();
    });
  }

  const server = tls
    ? createTlsServer({ ...tls, noDelay: true }, serve)
    : createServer({ noDelay: true }, serve);
  const port = await listen(server);
  const base = `${tls ? "https" : "http"}://${loopback}:${port}`;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) reset(socket);
    });
  return {
    port,
    base,
    url: `${base}/file.bin`,
    get size() {
      return file.size;
    },
    requests,
    checksumFiles,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    get sent() {
      return requests.reduce((sum, { bytesSent }) => sum + bytesSent, 0);
    },
    bytes: (start = 0, end = file.size) => content.slice(start, end),
    script(next) {
      script = next;
    },
    change(next) {
      file = { ...file, ...next };
      content = new SeededBytes(file.seed);
    },
    resetConnections() {
      for (const socket of sockets) reset(socket);
    },
    stop,
    async restart() {
      if (!closed) await listen(server, port);
    },
    close: () =>
      new Promise((resolve) => {
        closed = true;
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
