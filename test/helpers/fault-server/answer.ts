/** Turns a request, the file and a fault into what is sent: the bytes of the head, and the pieces of the body. */
import { gzipSync } from "node:zlib";
import { parseByteRange } from "../../../electron/practice/byte-range.ts";
import { SeededBytes } from "../../../electron/practice/seeded-bytes.ts";
import type { Fault, FaultRequest } from "./fault.ts";

/** The file that a fault server has. */
export interface FaultFile {
  readonly size: number;
  readonly seed: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly contentType: string;
}

export interface Answer {
  readonly status: number;
  readonly head: Buffer;
  readonly body: Iterable<Buffer>;
  readonly framing: "length" | "chunked" | "close";
  /** Whether the connection may carry another request. */
  readonly keepAlive: boolean;
}

const pieceBytes = 64 * 1024;
const boundary = "fault-server-boundary";

/** The answer to one request. */
export function makeAnswer(request: FaultRequest, file: FaultFile, fault: Fault): Answer {
  if (fault.raw !== undefined) {
    return { status: 0, head: Buffer.from(fault.raw), body: [], framing: "close", keepAlive: false };
  }
  const etag = fault.etag === undefined ? file.etag : fault.etag;
  const lastModified = fault.lastModified === undefined ? file.lastModified : fault.lastModified;
  const content = chooseContent(request, file, fault, [etag, lastModified]);
  const framing = fault.framing ?? "length";
  const status = fault.status ?? content.status;
  const keepAlive =
    framing !== "close" && fault.version !== "1.0" && request.headers["connection"] !== "close";
  const headers: Record<string, string | null> = {
    "content-type": file.contentType,
    ...content.headers,
    "accept-ranges": "bytes",
    etag,
    "last-modified": lastModified,
    "content-length": framing === "length" ? String(content.length) : null,
    "transfer-encoding": framing === "chunked" ? "chunked" : null,
    connection: keepAlive ? "keep-alive" : "close",
    ...fault.headers,
  };
  return {
    status,
    head: printHead(`HTTP/${fault.version ?? "1.1"} ${status} Scripted`, headers, fault.rawHeaders ?? []),
    body: request.method === "HEAD" ? [] : content.body,
    framing: request.method === "HEAD" ? "length" : framing,
    keepAlive,
  };
}

interface Content {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly length: number;
  readonly body: Iterable<Buffer>;
}

function chooseContent(
  request: FaultRequest,
  file: FaultFile,
  fault: Fault,
  validators: readonly (string | null)[],
): Content {
  if (fault.body !== undefined) return whole(200, Buffer.from(fault.body), {});
  const condition = request.headers["if-range"];
  const ignored = fault.ignoreRange || (condition !== undefined && !validators.includes(condition));
  const range = ignored ? undefined : parseByteRange(request.headers["range"], file.size);
  if (range === "unsatisfiable")
    return whole(416, Buffer.alloc(0), { "content-range": `bytes */${file.size}` });
  const start = Math.max(0, (range?.start ?? 0) + (fault.shift ?? 0));
  const asked = Math.min(file.size, (range?.end ?? file.size) + (fault.shift ?? 0));
  const end = Math.min(asked, start + (fault.atMost ?? Infinity));
  const said = `bytes ${start}-${end - 1}/${fault.total ?? file.size}`;
  const contentRange = fault.contentRange === undefined ? said : fault.contentRange;
  const headers = range ? { "content-range": contentRange } : {};
  const status = range ? 206 : 200;
  const bytes = () => pieces(file, fault, start, end);
  if (fault.coding) {
    return whole(status, gzipSync(Buffer.concat([...bytes()])), {
      ...headers,
      "content-encoding": fault.coding,
    });
  }
  if (fault.multipart) {
    const part = `--${boundary}\r\nContent-Type: ${file.contentType}\r\nContent-Range: ${said}\r\n\r\n`;
    const body = Buffer.concat([Buffer.from(part), ...bytes(), Buffer.from(`\r\n--${boundary}--\r\n`)]);
    return whole(206, body, { "content-type": `multipart/byteranges; boundary=${boundary}` });
  }
  return { status, headers, length: end - start, body: bytes() };
}

function whole(status: number, body: Buffer, headers: Content["headers"]): Content {
  return { status, headers, length: body.length, body: body.length === 0 ? [] : [body] };
}

function* pieces(file: FaultFile, fault: Fault, start: number, end: number): Generator<Buffer> {
  const bytes = new SeededBytes(fault.seed ?? file.seed);
  for (let at = start; at < end; at += pieceBytes) {
    const piece = bytes.slice(at, Math.min(end, at + pieceBytes));
    const flipped = (fault.flipByte ?? -1) - at;
    if (flipped >= 0 && flipped < piece.length) piece[flipped] = (piece[flipped] ?? 0) ^ 0xff;
    yield piece;
  }
}

function printHead(
  first: string,
  headers: Readonly<Record<string, string | null>>,
  raw: readonly Uint8Array[],
): Buffer {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  const crlf = Buffer.from("\r\n");
  const text = Buffer.from([first, ...lines, ""].join("\r\n"), "latin1");
  return Buffer.concat([text, ...raw.flatMap((line) => [line, crlf]), crlf]);
}
