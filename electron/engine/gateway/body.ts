/**
 * The body of one answer: begun by the answer itself, so that its first byte costs no further round trip, and gone on with
 * over many lanes as soon as those have caught up.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import { AppError } from "../../common/errors.ts";
import type { OpenStream } from "../stream/types.ts";
import { isSameFile, type Body } from "./take-over.ts";

/**
 * The stream begins so far behind the answer's first byte: about what comes until it is open. Until then the lanes take from the
 * answer's share of a slow line.
 */
export const headStart = 64 * 1024;
/** So many bytes are had from both, and compared, before one goes on for the other. */
const overlap = 4096;

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
  readonly signal: AbortSignal;
}

/** Writes the body to its end. Rejects where it cannot be had whole: then the connection must not end in good order. */
export async function sendBody(options: BodyOptions): Promise<void> {
  const { answer, response, body, signal, tookOver } = options;
  const from = Math.min(body.start + headStart, body.end);
  let stream: OpenStream | undefined;
  let over = false;
  const opening = options
    .open({ start: Math.max(body.start, from - overlap), end: body.end })
    .then((opened) => {
      if (opened && (over || !isSameFile(body, opened.identity))) void opened.close();
      else stream = opened;
      return stream;
    });
  opening.catch(() => undefined);
  let position = body.start;
  let tail: Buffer = Buffer.alloc(0);
  const write = async (chunk: Buffer) => {
    options.written(chunk.length);
    position += chunk.length;
    // Who leaves aborts the signal.
    if (!response.write(chunk)) await once(response, "drain", { signal });
    signal.throwIfAborted();
  };
  try {
    try {
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        await write(chunk);
        tail = Buffer.concat([tail, chunk]).subarray(-overlap);
        if (position >= body.end) return;
        if (stream && position >= from) break;
      }
    } catch (error) {
      signal.throwIfAborted();
      // The road of the first answer broke: what the others bring goes on for it.
      if (!(await opening)) throw error;
    }
    if (!stream || position < from)
      throw new AppError("truncated", {
        host: answer.socket?.remoteAddress ?? "the server",
        got: position - body.start,
        total: body.end - body.start,
      });
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
    answer.destroy();
    await stream?.close();
  }
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
