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
  const request = requestHead(url, asked.headers, asked.pool.absolute(url));
  if (!request) return { kind: "odd", why: "the request is unusual" };
  const kept = asked.pool.take(url);
  let received = kept && (await ask(asked, request, kept));
  let connection = kept;
  // A kept connection that turned out to be dead: once more, over a new one.
  if (!connection || !received || received.kind === "silent") {
    connection = await open(asked);
    received = await ask(asked, request, connection);
  }
  if (received.kind === "odd") return received;
  if (received.kind === "silent") throw received.error;
  const answer = answerOf(received, url.host, performance.now() - started, connection !== kept);
  connections.set(answer, connection);
  return { kind: "answer", answer };
}

/** Which connection an answer comes over. */
const connections = new WeakMap<Answer, Connection>();

/** Whether a request can still be sent behind the one whose answer this is: not where it came whole already. */
export function takesAhead(behind: Answer): boolean {
  return connections.get(behind)?.takesAhead === true;
}

/**
 * Sends a GET behind the one whose answer is being read, on the same connection, and resolves when its own answer's head
 * is here: after the present body's end. Out: undefined where it could not be sent, where the connection ended before, or
 * where its answer is one for `attempt`: nothing is lost, and the caller asks in the ordinary way. Rejects with AppError
 * `bad-answer` or `timed-out`, or the signal's reason. Where it is given up, the present answer goes with it.
 */
export async function sendAhead(asked: RangeRequest, behind: Answer): Promise<Answer | undefined> {
  const connection = connections.get(behind);
  const request = requestHead(asked.url, asked.headers, asked.pool.absolute(asked.url));
  if (!request || !connection?.takesAhead || asked.signal.aborted) return undefined;
  const started = performance.now();
  const received = await ask(asked, request, connection, true);
  if (received.kind !== "answer") return undefined;
  const answer = answerOf(received, asked.url.host, performance.now() - started, false);
  connections.set(answer, connection);
  return answer;
}

function answerOf(
  { head, body }: Received & { kind: "answer" },
  host: string,
  firstByteMs: number,
  newConnection: boolean,
): Answer {
  return {
    status: head.status,
    header: (name) => fieldValue(head.fields, name),
    count: (name) => fieldCount(head.fields, name),
    body,
    firstByteMs,
    newConnection,
    framed: true,
    plain: true,
    host,
    close: () => body.close(),
  };
}

async function open(asked: RangeRequest): Promise<Connection> {
  const { url, pool, signal } = asked;
  try {
    return await pool.open(url, asked.connectTimeoutMs, signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : networkError(error, url.host);
  }
}

function ask(asked: RangeRequest, request: Buffer, connection: Connection, ahead = false): Promise<Received> {
  return receiveAnswer({
    ahead,
    connection,
    request,
    host: asked.url.host,
    signal: asked.signal,
    responseTimeoutMs: asked.responseTimeoutMs,
    onHead: (head) => asked.pool.hint(connection, head.idleMs),
  });
}
