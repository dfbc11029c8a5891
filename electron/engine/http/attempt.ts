/** One attempt at one request: the only user of got. Retries, redirects and joins are the engine's business. */
import type { IncomingMessage } from "node:http";
import type https from "node:https";
import type { Readable } from "node:stream";
import got from "got";
import { AppError } from "../../common/errors.ts";
import type { Agents } from "./agents.ts";
import { trustSystemAfter } from "./dial/trust.ts";
import { networkError } from "./network-error.ts";

export interface Attempt {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly agents: Agents;
  /** Aborting ends the request, or its body, at once. */
  readonly signal: AbortSignal;
  readonly connectTimeoutMs: number;
  readonly responseTimeoutMs: number;
}

/** An answer whose body has not been read yet. Whoever holds it reads the body to its end or calls `close`. */
export interface Answer {
  readonly status: number;
  /** Header by lower-case name; several of one name are joined by a comma, as Node does. */
  header(name: string): string | undefined;
  /** How often a header came: more than one Content-Range makes an answer void. */
  count(name: string): number;
  readonly body: Readable | AsyncIterable<Buffer>;
  /** From the start of the attempt until the answer's headers, milliseconds. */
  readonly firstByteMs: number;
  /** Whether the attempt opened a new connection. */
  readonly newConnection: boolean;
  /** False where only the end of the connection ends the body: then nothing proves that it came whole. */
  readonly framed: boolean;
  /** Whether it came as the range reader takes answers: HTTP/1.1, its length in one field. */
  readonly plain: boolean;
  /** The host and port that were talked to. */
  readonly host: string;
  /** Ends the body; its connection is lost. */
  close(): void;
}

/**
 * Sends one GET and resolves when the answer's headers are here, whatever its status.
 * Rejects with AppError (`dns-failed`, `unreachable`, `timed-out`, `tls-failed`, `connection-lost`, `bad-answer`), or with
 * the signal's reason where it was aborted.
 */
export function attempt(request: Attempt): Promise<Answer> {
  const { url, signal } = request;
  const { host } = url;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stream = got.stream(url, {
      headers: { "accept-encoding": "identity", "user-agent": "Detour/0.1", ...request.headers },
      // got's types ask for more of the one for https than it uses.
      agent: { http: request.agents.http, https: request.agents.https as https.Agent },
      retry: { limit: 0 },
      followRedirect: false,
      decompress: false,
      throwHttpErrors: false,
      http2: false,
      timeout: {
        lookup: request.connectTimeoutMs,
        connect: request.connectTimeoutMs,
        secureConnect: request.connectTimeoutMs,
        response: request.responseTimeoutMs,
      },
    });
    let newConnection = true;
    let answered = false;
    const abort = () => {
      stream.destroy();
      if (!answered) reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    stream.once("close", () => signal.removeEventListener("abort", abort));
    stream.on("request", (outgoing: { reusedSocket?: boolean; path: string }) => {
      // Node leaves an empty query's `?` out; the head is not written yet.
      if (/^[^?#]*\?(#|$)/.test(url.href) && !outgoing.path.includes("?")) outgoing.path += "?";
      newConnection = outgoing.reusedSocket !== true;
    });
    stream.once("error", (error: unknown) => {
      if (answered) return;
      // Nothing was sent: once more, with all whom this machine trusts.
      if (!signal.aborted && trustSystemAfter(error)) resolve(attempt(request));
      else reject(signal.aborted ? signal.reason : networkError(error, host));
    });
    stream.once("response", (response: IncomingMessage) => {
      answered = true;
      const { headers } = response;
      const encoding = headers["transfer-encoding"];
      resolve({
        status: response.statusCode ?? 0,
        header: (name) => {
          const value = headers[name];
          return Array.isArray(value) ? value.join(", ") : value;
        },
        count: (name) =>
          response.rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === name).length,
        body: stream,
        firstByteMs: performance.now() - started,
        newConnection,
        framed: headers["content-length"] !== undefined || /\bchunked\b/i.test(encoding ?? ""),
        plain:
          response.httpVersion === "1.1" && encoding === undefined && headers["content-length"] !== undefined,
        host,
        close: () => stream.destroy(),
      });
    });
  });
}

/** The error for an answer that does not fit its request. */
export function badAnswer(answer: Answer, detail: string): AppError {
  return new AppError("bad-answer", { host: answer.host, detail });
}
