/** Requests as raw bytes over one connection, for tests that look at the bytes themselves. */
import { connect } from "node:net";
import { loopback } from "../../electron/practice/loopback.ts";

export interface RawAnswer {
  /** 0 where no head came. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The head, byte for byte as latin1. */
  readonly head: string;
  /** What came after the head, until the connection was over; chunked framing still in it. */
  readonly body: Buffer;
  /** How the connection ended. */
  readonly end: "fin" | "reset" | "timeout";
  /** From the attempt to connect until the first byte. */
  readonly firstByteMs: number;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Stops waiting after this time without an end. */
  readonly waitMs?: number;
}

/** Sends one request and reads until the connection ends; `Connection: close` is sent unless given otherwise. */
export function rawRequest(port: number, request: RawRequest = {}): Promise<RawAnswer> {
  const { method = "GET", path = "/file.bin", waitMs = 10_000 } = request;
  const headers = { host: `${loopback}:${port}`, connection: "close", ...request.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise((resolve) => {
    const started = performance.now();
    const received: Buffer[] = [];
    let firstByteMs = NaN;
    const socket = connect(port, loopback, () => {
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
    });
    const finish = (end: RawAnswer["end"]) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ...split(Buffer.concat(received)), end, firstByteMs });
    };
    const timer = setTimeout(() => finish("timeout"), waitMs);
    socket.on("data", (bytes) => {
      if (received.length === 0) firstByteMs = performance.now() - started;
      received.push(bytes);
    });
    socket.once("end", () => finish("fin"));
    socket.once("error", () => finish("reset"));
  });
}

function split(bytes: Buffer): Pick<RawAnswer, "status" | "headers" | "head" | "body"> {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.subarray(0, Math.max(end, 0)).toString("latin1");
  const [first = "", ...lines] = head.split("\r\n");
  const pairs = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const body = end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4);
  return { status: Number(first.split(" ")[1] ?? 0), headers: Object.fromEntries(pairs), head, body };
}
