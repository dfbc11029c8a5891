/**
 * Requests that came one behind the other on one connection (RFC 9112, 9.3.2): each begins when the one before it was
 * answered. So a connection costs one request at a time, nobody fetches for a client that is gone, and nothing is written
 * between the bytes of an answer.
 */
import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

export class Turns {
  readonly #last = new WeakMap<Duplex, Promise<void>>();
  readonly #open = new WeakMap<Duplex, number>();

  /** Takes the next turn on a connection, which ends with the answer. Out: whether the connection is still there then. */
  async take(socket: Duplex, response: ServerResponse): Promise<boolean> {
    const before = this.after(socket);
    const answered = new Promise<void>((resolve) => response.once("close", resolve));
    this.#open.set(socket, (this.#open.get(socket) ?? 0) + 1);
    // An answer whose connection ended before its turn is never closed.
    const over = before.then(() => (socket.destroyed ? undefined : answered));
    this.#last.set(socket, over);
    void over.then(() => this.#open.set(socket, (this.#open.get(socket) ?? 1) - 1));
    await before;
    return !socket.destroyed;
  }

  /** Whether an answer is due or under way on a connection. */
  busy(socket: Duplex): boolean {
    return (this.#open.get(socket) ?? 0) > 0;
  }

  /** Resolves when all that were taken are over. */
  after(socket: Duplex): Promise<void> {
    return this.#last.get(socket) ?? Promise.resolve();
  }
}
