/** Counts what passes through sockets, what TLS adds with it, as a relay's provider bills it; and ends them where no more may pass. */
import type net from "node:net";
import tls from "node:tls";

/**
 * Where Node makes TCP and TLS in one, it tells the plain bytes only. TLS 1.3 adds 22 bytes to a record (RFC 8446, 5.2);
 * servers make them as small as 4 KiB, and a handshake with certificates takes about 6 KiB.
 */
const added = { handshake: 6 * 1024, record: 4 * 1024, recordBytes: 22 } as const;

export class Traffic {
  #past = 0;
  #over: Error | undefined;
  /** Each connection with what reads and writes through it: itself, or TLS. */
  readonly #open = new Map<net.Socket, net.Socket>();

  /** Counts a socket's bytes, in both directions, from now on until it is closed. */
  hold(socket: net.Socket): void {
    if (this.#open.has(socket)) return;
    this.#open.set(socket, socket);
    socket.once("close", () => {
      this.#open.delete(socket);
      this.#past += through(socket);
    });
    // Who asked for it listens for its errors from the next tick on.
    if (this.#over) setImmediate(() => this.#open.get(socket)?.destroy(this.#over));
  }

  /** Says that a socket that is held is used through another one: errors are told to that. */
  wrap(socket: net.Socket, user: net.Socket): void {
    if (this.#open.has(socket)) this.#open.set(socket, user);
  }

  /** Ends every socket with an error, and those that are held later: until `resume`. */
  end(error: Error): void {
    if (this.#over) return;
    this.#over = error;
    for (const user of this.#open.values()) user.destroy(error);
  }

  /** Lets bytes pass again. */
  resume(): void {
    this.#over = undefined;
  }

  /** Bytes so far. */
  get bytes(): number {
    let sum = this.#past;
    for (const socket of this.#open.keys()) sum += through(socket);
    return sum;
  }
}

function through(socket: net.Socket): number {
  const plain = socket.bytesRead + socket.bytesWritten;
  if (!(socket instanceof tls.TLSSocket) || plain === 0) return plain;
  return plain + added.handshake + Math.ceil(plain / added.record) * added.recordBytes;
}
