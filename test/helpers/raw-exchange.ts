/** One connection to a server under test: bytes go out as they are, in pieces, and what comes is read answer by answer. */
import { connect } from "node:net";
import { setImmediate as soon } from "node:timers/promises";

export interface Answer {
  readonly status: number;
  /** Names in lower case; lines of one name joined. */
  readonly headers: Readonly<Record<string, string>>;
  /** Without its framing. */
  readonly body: string;
  /** Whether all came that its head announced. */
  readonly whole: boolean;
}

export interface Exchange {
  /** Interim answers (1xx) too. */
  readonly answers: readonly Answer[];
  /** Bytes that are no answer. */
  readonly rest: string;
  /** Whether the connection could be used again: a further request on it was answered. */
  readonly kept: boolean;
  /** Nothing ended it, and nothing more came. */
  readonly silent: boolean;
}

export interface ExchangeOptions {
  readonly port: number;
  readonly bytes: string;
  /** So many bytes a write; all at once unless given. */
  readonly piece?: number;
  /** The methods of the requests in it, in order: an answer to HEAD has no body. */
  readonly methods?: readonly string[];
  /** How many final answers are awaited. */
  readonly wanted: number;
  /** A good request, which asks to close the connection. */
  readonly probe: string;
  /** Waits so long for an answer. */
  readonly waitMs?: number;
}

/** Sends bytes (latin1), waits for the answers, and asks once more where the connection is still there. */
export async function exchange(options: ExchangeOptions): Promise<Exchange> {
  const { port, bytes, piece = bytes.length, methods = [], wanted, probe, waitMs = 4000 } = options;
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let came = "";
  const state = { over: false, wake: ignore };
  const woken = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      state.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const end = () => {
    state.over = true;
    state.wake();
  };
  socket.on("data", (chunk) => {
    came += chunk.toString("latin1");
    state.wake();
  });
  socket.on("error", end);
  socket.on("end", end);
  socket.on("close", end);
  const read = () => readAnswers(came, methods, state.over);
  const until = async (done: () => boolean) => {
    for (const limit = performance.now() + waitMs; !state.over && !done() && performance.now() < limit;)
      await woken(Math.max(1, limit - performance.now()));
  };
  try {
    for (let at = 0; at < bytes.length && !state.over; at += piece) {
      socket.write(bytes.slice(at, at + piece), "latin1");
      if (at + piece < bytes.length) await soon();
    }
    const finals = () => read().answers.filter(({ status, whole }) => whole && status >= 200);
    const last = () => finals().at(-1)?.headers["connection"] === "close";
    await until(() => finals().length >= wanted || last());
    if (last()) await until(() => state.over);
    const { answers, rest } = read();
    const before = answers.length;
    const silent = !state.over && before === 0 && rest === "";
    if (state.over || silent) return { answers, rest, kept: false, silent };
    socket.write(probe, "latin1");
    const asked = [...methods.slice(0, finals().length), "GET"];
    await until(() => state.over);
    const all = readAnswers(came, asked, true);
    // The last is the probe's; what came unasked before it is of the answers.
    const kept = all.answers.length > before && all.answers.at(-1)?.status === 200;
    return { answers: all.answers.slice(0, kept ? -1 : undefined), rest: all.rest, kept, silent };
  } finally {
    socket.destroy();
  }
}

function ignore(): void {
  // Nobody waits.
}

/** Reads a connection's bytes as answers (RFC 9112, 6.3). */
export function readAnswers(
  text: string,
  methods: readonly string[],
  over: boolean,
): { readonly answers: readonly Answer[]; readonly rest: string } {
  const answers: Answer[] = [];
  let rest = text;
  let finals = 0;
  for (;;) {
    const cut = rest.indexOf("\r\n\r\n");
    const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(rest)?.[1] ?? 0);
    if (cut < 0 || status === 0) return { answers, rest };
    const headers: Record<string, string> = {};
    for (const line of rest.slice(0, cut).split("\r\n").slice(1)) {
      const name = line.slice(0, line.indexOf(":")).toLowerCase();
      const value = line.slice(line.indexOf(":") + 1).trim();
      headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
    }
    rest = rest.slice(cut + 4);
    const bare = status < 200 || status === 204 || status === 304 || methods[finals] === "HEAD";
    if (status >= 200) finals++;
    const body = bare ? { text: "", used: 0, whole: true } : readBody(rest, headers, over);
    answers.push({ status, headers, body: body.text, whole: body.whole });
    rest = rest.slice(body.used);
    if (!body.whole) return { answers, rest };
  }
}

function readBody(rest: string, headers: Readonly<Record<string, string>>, over: boolean) {
  if (headers["transfer-encoding"] === "chunked") return readChunks(rest);
  const length = headers["content-length"];
  if (length === undefined) return { text: rest, used: rest.length, whole: over };
  const text = rest.slice(0, Number(length));
  return { text, used: text.length, whole: text.length === Number(length) };
}

function readChunks(rest: string) {
  let text = "";
  for (let at = 0; ;) {
    const line = rest.indexOf("\r\n", at);
    if (line < 0) return { text, used: rest.length, whole: false };
    const size = Number.parseInt(rest.slice(at, line), 16);
    if (size === 0) {
      const end = rest.indexOf("\r\n\r\n", line);
      return { text, used: end < 0 ? rest.length : end + 4, whole: end >= 0 };
    }
    text += rest.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
    if (at > rest.length) return { text, used: rest.length, whole: false };
  }
}
