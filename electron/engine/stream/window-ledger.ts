/** The ledger of a stream: only a part of the file is wanted, and of what came only the window can still be read. */
import { Ledger, type DoneRange, type Lease, type Span } from "../download/ledger.ts";
import type { WindowBuffer } from "./window-buffer.ts";

/** What stands for a route where bytes are not wanted at all. */
const nobody = "";

export class WindowLedger extends Ledger {
  readonly #window: WindowBuffer;
  readonly #wanted: Span;
  readonly #compared: Span;

  /**
   * @param total size of the whole file
   * @param wanted the part that the consumer gets
   * @param compared where samples are taken; an empty one where it is not worth it
   * @param done what came already
   */
  constructor(
    total: number,
    wanted: Span,
    compared: Span,
    window: WindowBuffer,
    done: readonly DoneRange[] = [],
  ) {
    const outside: DoneRange[] = [
      [0, wanted.start, nobody],
      [wanted.end, total, nobody],
    ];
    super(total, [...outside.filter(([start, end]) => start < end), ...done]);
    this.#window = window;
    this.#wanted = wanted;
    this.#compared = compared;
  }

  override get span(): Span {
    return this.#wanted;
  }

  override get compared(): Span {
    return this.#compared;
  }

  override advance(lease: Lease, count: number): void {
    const { position } = lease;
    super.advance(lease, count);
    this.#window.commit(position, count);
  }

  /** Whether every byte of a range is written, and can still be read. */
  override has(start: number, end: number): boolean {
    return start >= this.#window.from && end <= this.#wanted.end && super.has(start, end);
  }

  /**
   * What is written and can still be read, in order. What was consumed is left out where there is anything else: it is
   * the first to go.
   */
  override done(): readonly DoneRange[] {
    const { head, from } = this.#window;
    const ahead = this.#clipped(head);
    return ahead.length > 0 ? ahead : this.#clipped(from);
  }

  /** All that came for the consumer, whether it can still be read or not. */
  came(): readonly DoneRange[] {
    return this.#clipped(this.#wanted.start);
  }

  #clipped(from: number): DoneRange[] {
    return super
      .done()
      .filter(([start, end, route]) => end > from && start < this.#wanted.end && route !== nobody)
      .map(([start, end, route]) => [Math.max(start, from), end, route]);
  }
}
