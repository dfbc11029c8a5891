/** The practice origin: one file of seeded bytes over HTTP/1.1, with ranges answered exactly as RFC 9110 says. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { parseByteRange } from "./byte-range.ts";
import { closeHttp, listen } from "./loopback.ts";
import { SeededBytes } from "./seeded-bytes.ts";

export interface OriginOptions {
  /** Size of the file. */
  readonly size: number;
  readonly seed: string;
  /** The file's name; it is served at `/NAME` and stands in Content-Disposition. ASCII without quotes. */
  readonly name: string;
}

export interface Origin {
  readonly port: number;
  close(): Promise<void>;
}

/** Long enough that a client's idle connections outlive the pauses of a comparison. */
const keepAliveMs = 60_000;
/** Fixed, since the content is: the same seed and size are the same version of the file. */
const lastModified = "Wed, 01 Jan 2025 00:00:00 GMT";

/** Starts the origin on loopback; resolves when it answers. */
export async function startOrigin(options: OriginOptions): Promise<Origin> {
  const bytes = new SeededBytes(options.seed);
  const etag = `"${createHash("sha256").update(`${options.size} ${options.seed}`).digest("hex").slice(0, 20)}"`;
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    // The only way to fail is that the client leaves; the response is destroyed by then.
    answer(request, response, { ...options, bytes, etag }).catch(() => undefined);
  });
  const port = await listen(server);
  return { port, close: () => closeHttp(server) };
}

interface File extends OriginOptions {
  readonly bytes: SeededBytes;
  readonly etag: string;
}

async function answer(request: IncomingMessage, response: ServerResponse, file: File): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD", "content-length": 0 }).end();
    return;
  }
  const path = request.url?.split("?", 1)[0];
  if (path !== `/${file.name}`) {
    response.writeHead(404, { "content-length": 0 }).end();
    return;
  }
  const common = { etag: file.etag, "last-modified": lastModified, "accept-ranges": "bytes" };
  const range = wantsRange(request, file.etag) ? parseByteRange(request.headers.range, file.size) : undefined;
  if (range === "unsatisfiable") {
    response
      .writeHead(416, { ...common, "content-range": `bytes */${file.size}`, "content-length": 0 })
      .end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: file.size };
  response.writeHead(range ? 206 : 200, {
    ...common,
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename="${file.name}"`,
    "content-length": end - start,
    ...(range ? { "content-range": `bytes ${start}-${end - 1}/${file.size}` } : {}),
  });
  if (request.method === "HEAD") response.end();
  else await pipeline(file.bytes.stream(start, end), response);
}

/** Range means something with GET alone, and under If-Range only while the client's copy is the current version. */
function wantsRange(request: IncomingMessage, etag: string): boolean {
  if (request.method !== "GET") return false;
  const condition = request.headers["if-range"];
  return condition === undefined || condition === etag || condition === lastModified;
}
