/** What a fault server may do wrong in one answer, and the usual faults ready made. */

/**
 * How one answer differs from a correct one. All fields may be combined; what is left out is answered correctly. Sizes
 * are bytes, times milliseconds, rates bytes per second.
 */
export interface Fault {
  readonly status?: number;
  readonly version?: "1.0" | "1.1";
  /** Header fields to set; null leaves one out that would be there. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Whole header lines without CRLF, sent byte for byte after all others: what node:http would refuse to send. */
  readonly rawHeaders?: readonly Uint8Array[];
  /** Sent in place of the file; its own length is declared. */
  readonly body?: string | Uint8Array;
  /** Waits before the answer begins. */
  readonly delayMs?: number;
  /** Breaks the connection off before the answer, or keeps it and never says a word. */
  readonly noAnswer?: boolean | "never";
  /** All that is sent, head and body, byte for byte; then the connection ends. */
  readonly raw?: string | Uint8Array;

  /** Answers 200 with the whole file, whatever was asked for. */
  readonly ignoreRange?: boolean;
  /** Sends a range that begins this much later (or earlier) than asked, and says so. */
  readonly shift?: number;
  /** Sends no more than this of the range, as a valid shorter 206. */
  readonly atMost?: number;
  /** The Content-Range field byte for byte; null leaves it out. */
  readonly contentRange?: string | null;
  /** The total in Content-Range. */
  readonly total?: number | "*";
  /** Wraps the one range into multipart/byteranges. */
  readonly multipart?: boolean;

  readonly etag?: string | null;
  readonly lastModified?: string | null;
  /** Other content: the bytes of another seed. */
  readonly seed?: string;
  /** Inverts the bits of the byte at this offset of the file, if it is sent. */
  readonly flipByte?: number;
  /** Codes what is sent, unasked. */
  readonly coding?: "gzip";

  /** How the end of the body is marked: Content-Length, the last chunk, or the end of the connection. */
  readonly framing?: "length" | "chunked" | "close";
  /** Ends the body early, after `at` of its bytes: by a reset, in good order (FIN), or by sending no more. */
  readonly cut?: { readonly at: number; readonly by: "reset" | "fin" | "stall" };
  /** Down to drips of 1 byte a second and less. */
  readonly rate?: number;
  /** From about here in the body on (whole pieces of 64 KiB), 1 byte a second. */
  readonly dripFrom?: number;
}

/** A request as a script sees it. */
export interface FaultRequest {
  /** Counts from 0 over all connections. */
  readonly index: number;
  readonly method: string;
  /** The request target, byte for byte. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What a satisfiable single Range header asks for, half-open. */
  readonly range: { readonly start: number; readonly end: number } | undefined;
  /** Counts from 0. */
  readonly connectionId: number;
  /** Answers under way, this one included. */
  readonly active: number;
}

export type FaultScript = (request: FaultRequest) => Fault | undefined;

/** An error of the server, with an empty body. `retryAfter` in seconds, or as any text. */
export function status(code: number, retryAfter?: number | string): Fault {
  return {
    status: code,
    body: "",
    ...(retryAfter === undefined ? {} : { headers: { "retry-after": String(retryAfter) } }),
  };
}

/** A page where a file was expected, as captive portals send it. */
export function htmlPage(html = "<!doctype html><title>Sign in</title><h1>Sign in</h1>"): Fault {
  return { status: 200, body: html, headers: { "content-type": "text/html; charset=utf-8" } };
}

/** `location` byte for byte: absolute, relative, or nonsense. */
export function redirect(location: string, code: 301 | 302 | 303 | 307 | 308 = 302): Fault {
  return { status: code, body: "", headers: { location } };
}

/** Breaks the connection off after that many bytes of the body. */
export function dropAt(at: number): Fault {
  return { cut: { at, by: "reset" } };
}

/** Sends nothing more after that many bytes of the body, and keeps the connection. */
export function stallAt(at: number): Fault {
  return { cut: { at, by: "stall" } };
}

/** A body without any length, cut short in good order: nothing shows that it is not whole. */
export function earlyEnd(at: number): Fault {
  return { version: "1.0", framing: "close", cut: { at, by: "fin" } };
}

/** Another version of the file: other bytes under another ETag. */
export function changed(version = "2"): Fault {
  return { seed: `changed ${version}`, etag: `"changed-${version}"`, lastModified: null };
}

/** A script that applies a fault only while more than `most` answers are under way. */
export function above(most: number, fault: Fault): FaultScript {
  return ({ active }) => (active > most ? fault : undefined);
}

/** A script that applies a fault to the requests from number `index` on. */
export function from(index: number, fault: Fault): FaultScript {
  return (request) => (request.index >= index ? fault : undefined);
}

/** Another script for every range but one that begins the file: a server that says one thing and does another. */
export function beyondStart(fault: Fault): FaultScript {
  return ({ range }) => ((range?.start ?? 0) > 0 ? fault : undefined);
}

/** 416 with a Content-Range byte for byte; null leaves it out. */
export function unsatisfiable(contentRange: string | null): Fault {
  return { status: 416, body: "", headers: { "content-range": contentRange } };
}
