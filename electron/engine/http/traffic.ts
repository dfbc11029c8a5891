/** Counts what passes through sockets, headers and TLS with it: what a relay's provider bills. */
import type net from "node:net";

export class Traffic {
  #past = 0;
  readonly #open = new Set<net.Socket>();

  /** Counts a socket's bytes, in both directions, from now on until it is closed. */
  hold(socket: net.Socket): void {
    if (this.#open.has(socket)) return;
    this.#open.add(socket);
    socket.once("close", () => {
      this.#open.delete(socket);
      this.#past += through(socket);
    });
  }

  /** Bytes so far. */
  get bytes(): number {
    let sum = this.#past;
    for (const socket of this.#open) sum += through(socket);
    return sum;
  }
}

function through({ bytesRead, bytesWritten }: net.Socket): number {
  return bytesRead + bytesWritten;
}
