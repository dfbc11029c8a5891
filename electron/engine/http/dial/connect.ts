/** CONNECT: asking an HTTP proxy for a tunnel (RFC 9110, 9.3.6). */
import type net from "node:net";
import { AppError } from "../../../common/errors.ts";
import type { SignIn } from "../../../common/proxy-address.ts";
import { parseHead } from "./tunnel-head.ts";
import { readUntil } from "./read-until.ts";

/** A proxy's answer to CONNECT may not be longer. */
const headBytes = 16 * 1024;

export interface Tunnel {
  /** The relay's name, for errors. */
  readonly relay: string;
  /** `host:port` of the server, an IPv6 address in brackets. */
  readonly authority: string;
  /** What the proxy alone is told: Proxy-Authorization, a token. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Proxy-Authorization's value for a user (RFC 7617). */
export function basicFor({ user, password }: SignIn): string {
  return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
}

/**
 * Asks for a tunnel on a connected socket, and resolves when it stands: what is read next is the server's. Rejects with
 * AppError `relay-sign-in` (407), `relay-cannot-reach` (the proxy failed to connect, or is busy), `relay-refused` (any
 * other status), or what the socket said.
 */
export async function connectThrough(socket: net.Socket, tunnel: Tunnel): Promise<void> {
  const { relay, authority, headers } = tunnel;
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${fields.join("")}\r\n`, "latin1");
  for (;;) {
    const head = await readUntil(socket, (bytes) => {
      const end = bytes.indexOf("\r\n\r\n");
      if ((end < 0 ? bytes.length : end) > headBytes) throw odd(tunnel);
      return end < 0 ? "more" : end + 4;
    });
    const status = parseHead(head.toString("latin1"));
    if (status === undefined) throw odd(tunnel);
    // Interim answers say nothing.
    if (status < 200) continue;
    if (status < 300) return;
    const detail = `HTTP status ${status}`;
    if (status === 407) throw new AppError("relay-sign-in", { relay, detail });
    const params = { relay, host: authority, detail };
    // RFC 9110, 15.6: what the proxy says of its own way to the server, and that it is busy.
    if (status === 408 || status === 429 || status >= 500) throw new AppError("relay-cannot-reach", params);
    throw new AppError("relay-refused", params);
  }
}

function odd({ relay }: Tunnel): AppError {
  return new AppError("relay-unreachable", { relay, detail: "what answers there is no HTTP proxy" });
}
