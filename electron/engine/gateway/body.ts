/**
 * The body of one answer: begun by the answer itself, so that its first byte costs no further round trip, and gone on with
 * over many lanes as soon as those have caught up.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "../../common/errors.ts";
import type { Clock } from "../clock.ts";
import type { Throttle } from "../download/throttle.ts";
import { holdChunk } from "../http/range-reader/slabs.ts";
import type { OpenStream } from "../stream/types.ts";
import { isSameFile, type Body } from "./take-over.ts";

/**
 * The stream begins so far behind the answer's first byte: about what comes until it is open. Until then the lanes take from the
 * answer's share of a slow line.
 */
export const headStart = 64 * 1024;
/** So many bytes are had from both, and compared, before one goes on for the other. */
const overlap = 4096;

/** Where nothing came for so long, others go on for the first answer. */
const patienceMs = 4000;

export interface BodyOptions {
  readonly answer: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Body;
  /** Opens the stream from a place to the body's end; undefined where it cannot be had. */
  readonly open: (range: { readonly start: number; readonly end: number }) => Promise<OpenStream | undefined>;
  /** Hears of what was written. */
  readonly written: (bytes: number) => void;
  /** Hears that the lanes go on. */
  readonly tookOver: (stream: OpenStream) => void;
  /** What the answer brings keeps to it; the stream sees to its own. */
  readonly throttle: Throttle;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Writes the body to its end. Rejects where it cannot be had whole: then the connection must not end in good order. */
export async function sendBody(options: BodyOptions): Promise<void> {
  const { answer, response, body, throttle, signal, tookOver } = options;
  const from = Math.min(body.start + headStart, body.end);
  const behind = (place: number) => ({ start: Math.max(body.start, place - overlap), end: body.end });
  let stream: OpenStream | undefined;
  let over = false;
  const open = async (place: number) => {
    const opened = await options.open(behind(place));
    if (opened && !over && isSameFile(body, opened.identity)) return opened;
    void opened?.close();
    return undefined;
  };
  let early = false;
  const begin = async () => {
    const opened = await open(from);
    if (early) void opened?.close();
    else stream = opened;
  };
  const opening = begin();
  opening.catch(() => undefined);
  const streamFrom = behind(from).start;
  const openEarlier = async () => {
    early = true;
    await stream?.close();
    stream = undefined;
    stream = await open(position);
  };
  let position = body.start;
  let tail: Buffer = Buffer.alloc(0);
  const write = async (chunk: Buffer) => {
    options.written(chunk.length);
    position += chunk.length;
    // The bytes are read from where they are, some of them after the next chunk was asked for.
    const more = response.write(chunk, holdChunk(chunk));
    // Who leaves aborts the signal.
    if (!more) await drained(response);
    signal.throwIfAborted();
  };
  const close = () => void stream?.close();
  signal.addEventListener("abort", close, { once: true });
  const parts = patient(answer, options);
  try {
    let broke: unknown;
    try {
      for (;;) {
        const chunk = await parts.next(opening);
        // Before the stream's first byte the others have to begin earlier.
        if (chunk === "quiet" && position < streamFrom) await openEarlier();
        if (chunk === undefined) break;
        if (typeof chunk !== "string") {
          if (throttle.unlimited !== true) await throttle.take(chunk.length, signal, position);
          signal.throwIfAborted();
          await write(chunk);
          tail = Buffer.concat([tail, chunk]).subarray(-overlap);
          if (position >= body.end) return;
        }
        if (stream && position >= (early ? stream.start : from)) break;
        if (stream && chunk === "quiet" && position >= stream.start) break;
      }
    } catch (error) {
      signal.throwIfAborted();
      broke = error;
    }
    // The road of the first answer broke: what the others bring goes on for it.
    if (!stream) await opening;
    if (!stream || stream.start > position) await openEarlier();
    signal.throwIfAborted();
    if (stream === undefined)
      throw (
        broke ??
        new AppError("truncated", {
          host: answer.socket?.remoteAddress ?? "the server",
          got: position - body.start,
          total: body.end - body.start,
        })
      );
    answer.destroy();
    tookOver(stream);
    await goOn(stream, position, tail, write);
    if (position !== body.end)
      throw new AppError("truncated", {
        host: stream.at.host,
        got: position - body.start,
        total: body.end - body.start,
      });
  } finally {
    over = true;
    signal.removeEventListener("abort", close);
    answer.destroy();
    await stream?.close();
  }
}

/** Resolves when a response can be written to again, or is over. */
function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const ready = () => {
      response.off("drain", ready);
      response.off("close", ready);
      resolve();
    };
    response.on("drain", ready);
    response.on("close", ready);
  });
}

/** Reads an answer piece by piece, and stops waiting where it stands still, or something else is ready. */
function patient(answer: IncomingMessage, { clock, signal }: Pick<BodyOptions, "clock" | "signal">) {
  const parts = (answer as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let coming: Promise<IteratorResult<Buffer, unknown>> | undefined;
  const settled = new WeakSet<Promise<void>>();
  return {
    /** Out: undefined at its end; `quiet` where nothing came for a while; `ready`, once, when `other` is through. */
    async next(other?: Promise<void>): Promise<Buffer | "quiet" | "ready" | undefined> {
      coming ??= parts.next();
      const done = new AbortController();
      const waits: Promise<IteratorResult<Buffer, unknown> | "quiet" | "ready">[] = [
        coming,
        clock.sleep(patienceMs, done.signal).then(() => "quiet"),
      ];
      if (other && !settled.has(other))
        waits.push(
          other.then(() => {
            settled.add(other);
            return "ready";
          }),
        );
      try {
        const first = await Promise.race(waits);
        signal.throwIfAborted();
        if (typeof first === "string") return first;
        coming = undefined;
        return first.done === true ? undefined : first.value;
      } finally {
        // With a reason: one of its own would cost an error and its stack trace.
        done.abort(null);
        coming?.catch(() => undefined);
      }
    },
  };
}

/** Reads a stream up to where the answer came, compares the last of it, and writes on. */
async function goOn(
  stream: OpenStream,
  position: number,
  tail: Buffer,
  write: (chunk: Buffer) => Promise<void>,
): Promise<void> {
  let at = stream.start;
  let left = tail.subarray(Math.max(0, tail.length - (position - at)));
  const compareFrom = position - left.length;
  for await (const chunk of stream.body) {
    const end = at + chunk.length;
    if (at < position && end > compareFrom) {
      const seen = chunk.subarray(
        Math.max(0, compareFrom - at),
        Math.max(0, Math.min(chunk.length, position - at)),
      );
      if (!left.subarray(0, seen.length).equals(seen))
        throw new AppError("file-changed", { host: stream.at.host, detail: "its bytes are others" });
      left = left.subarray(seen.length);
    }
    if (end > position) await write(at >= position ? chunk : chunk.subarray(position - at));
    at = end;
    if (at > position) position = at;
  }
}
