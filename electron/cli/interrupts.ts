/** Ctrl-C and its kin: the first asks the command to stop in order, the second ends the process. */
import type { EventEmitter } from "node:events";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * `npm run` passes a terminal's Ctrl-C on to a child that the terminal has told already, and a closing terminal sends
 * more than one signal: what comes this soon after the first belongs to it.
 */
const sameKeyPressMs = 500;

export interface Interrupts {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** Resolves at the first signal. */
  readonly first: Promise<void>;
}

/** Starts to watch. `endAtOnce` is called for every signal after the first. */
export function watchInterrupts(
  endAtOnce: () => void,
  source: Pick<EventEmitter, "on"> = process,
  now: () => number = () => performance.now(),
): Interrupts {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  let firstAt: number | undefined;
  for (const signal of signals) {
    source.on(signal, () => {
      if (firstAt === undefined) {
        firstAt = now();
        controller.abort();
        resolve();
      } else if (now() - firstAt > sameKeyPressMs) {
        endAtOnce();
      }
    });
  }
  return { signal: controller.signal, first: promise };
}
