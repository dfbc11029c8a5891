import type { EventData, EventName } from "../../electron/common/contract.ts";

type Listener = (data: never) => void;

/** Listeners by event. A listener that throws does not keep the others from hearing. */
export class Emitter {
  readonly #listeners = new Map<string, Set<Listener>>();

  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    // Wrapped, so that one function added twice is two listeners and each can be taken off.
    const own: Listener = (data) => listener(data);
    listeners.add(own);
    return () => void listeners.delete(own);
  }

  /** Tells the listeners of one event. The host is trusted with the data's shape: it came from the same contract. */
  emit(event: string, data: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) {
      try {
        listener(data as never);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
