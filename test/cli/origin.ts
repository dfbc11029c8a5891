/** A small file server on loopback that notes every request: ranges, a steady speed, and a few ways to be unhelpful. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface SeenRequest {
  readonly range: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** On the clock of performance.now(). */
  readonly at: number;
}

export interface Origin {
  /** The file's address; other paths answer 404. */
  readonly url: string;
  readonly requests: SeenRequest[];
  /** Bytes of the body handed to the system so far. */
  sent(): number;
  close(): Promise<void>;
}

export interface OriginOptions {
  /** Bytes a second of each connection; as fast as can be unless given. */
  readonly rate?: number;
  /** The last part of the file's address. */
  readonly name?: string;
  readonly type?: string;
}

/** Starts it with the bytes of its file. */
export async function startOrigin(body: Buffer, options: OriginOptions = {}): Promise<Origin> {
  const { rate = Infinity, name = "file.bin", type = "application/octet-stream" } = options;
  const requests: SeenRequest[] = [];
  let sent = 0;
  const send = async (response: ServerResponse, part: Buffer) => {
    const step = rate === Infinity ? Math.max(1, part.length) : Math.ceil(rate / 20);
    for (let at = 0; at < part.length && !response.destroyed; at += step) {
      const piece = part.subarray(at, at + step);
      if (!response.write(piece)) await Promise.race([drained(response), closed(response)]);
      sent += piece.length;
      if (rate !== Infinity) await sleep(50);
    }
    response.end();
  };
  const server = createServer((request, response) => {
    requests.push({ range: request.headers.range, headers: request.headers, at: performance.now() });
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    const start = Number(range?.[1] ?? 0);
    const end = Math.min(range?.[2] ? Number(range[2]) + 1 : body.length, body.length);
    if (request.url !== `/${name}`) {
      response.writeHead(404).end("no such file\n");
    } else if (range && start >= end) {
      response.writeHead(416, { "content-range": `bytes */${body.length}` }).end();
    } else {
      response.writeHead(range ? 206 : 200, {
        "content-type": type,
        "content-length": end - start,
        "accept-ranges": "bytes",
        etag: '"one"',
        ...(range && { "content-range": `bytes ${start}-${end - 1}/${body.length}` }),
      });
      void send(response, body.subarray(start, end));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${name}`,
    requests,
    sent: () => sent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const drained = (response: ServerResponse) =>
  new Promise<void>((resolve) => void response.once("drain", () => resolve()));
const closed = (response: ServerResponse) =>
  new Promise<void>((resolve) => void response.once("close", () => resolve()));
