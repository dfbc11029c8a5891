/** One GET over a raw connection: stands in for `attempt` where bodies are large and answers are plain. */
import type { Answer } from "../attempt.ts";
import { networkError } from "../network-error.ts";
import type { Connection } from "./connection.ts";
import { fieldCount, fieldValue } from "./fields.ts";
import type { RangePool } from "./pool.ts";
import { receiveAnswer, type Received } from "./receive-answer.ts";
import { requestHead } from "./request-head.ts";

export interface RangeRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly pool: RangePool;
  /** Aborting ends the request, or its body, at once. */
  readonly signal: AbortSignal;
  readonly connectTimeoutMs: number;
  readonly responseTimeoutMs: number;
}

export type Sent =
  /** Chunks of its body may be given back with `releaseChunk` (slabs.ts). */
  | { readonly kind: "answer"; readonly answer: Answer }
  /** The request, or what came, is one for `attempt`: the caller repeats the request there. `why` holds no secret. */
  | { readonly kind: "odd"; readonly why: string };

/**
 * Sends one GET and resolves when the answer's head is here, whatever its status. A kept connection that turns out to be
 * dead before the first byte is replaced by a new one, once. Rejects with AppError (`dns-failed`, `unreachable`,
 * `timed-out`, `tls-failed`, `connection-lost`, `bad-answer`; `invalid-request` for headers that cannot be sent), or
 * with the signal's reason.
 */
export async function sendRange(asked: RangeRequest): Promise<Sent> {
  const { url, signal } = asked;
  const started = performance.now();
  signal.throwIfAborted();
  const request = requestHead(url, asked.headers);
  if (!request) return { kind: "odd", why: "the request is unusual" };
  let newConnection = false;
  let received = await overKept(asked, request);
  if (!received) {
    newConnection = true;
    received = await overNew(asked, request);
  }
  if (received.kind === "odd") return received;
  if (received.kind === "silent") throw received.error;
  const { head, body } = received;
  return {
    kind: "answer",
    answer: {
      status: head.status,
      header: (name) => fieldValue(head.fields, name),
      count: (name) => fieldCount(head.fields, name),
      body,
      firstByteMs: performance.now() - started,
      newConnection,
      framed: true,
      host: url.host,
      close: () => body.close(),
    },
  };
}

/** Undefined where no kept connection bore the request. */
async function overKept(asked: RangeRequest, request: Buffer): Promise<Received | undefined> {
  const connection = asked.pool.take(asked.url);
  if (!connection) return undefined;
  const received = await ask(asked, request, connection);
  return received.kind === "silent" ? undefined : received;
}

async function overNew(asked: RangeRequest, request: Buffer): Promise<Received> {
  const { url, pool, signal } = asked;
  let connection;
  try {
    connection = await pool.open(url, asked.connectTimeoutMs, signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : networkError(error, url.host);
  }
  return ask(asked, request, connection);
}

function ask(asked: RangeRequest, request: Buffer, connection: Connection): Promise<Received> {
  return receiveAnswer({
    connection,
    request,
    host: asked.url.host,
    signal: asked.signal,
    responseTimeoutMs: asked.responseTimeoutMs,
    onHead: (head) => asked.pool.hint(connection, head.idleMs),
  });
}
