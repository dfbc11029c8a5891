/** Notices that the machine is on another network. Neither Node nor Electron tells of it, so it is looked at. */

const everyMs = 5000;

export interface NetworkWatchOptions {
  /** A name for the present network, as engine/pool/network.ts makes it. */
  readonly name: () => string;
  /** Hears the new name. */
  readonly changed: (name: string) => void;
  readonly everyMs?: number;
}

/**
 * Watches until the returned function is called. A change is told once it was seen twice: on the way from one network to
 * another there is none for a moment, and then addresses come one by one.
 */
export function watchNetwork(options: NetworkWatchOptions): () => void {
  let known = options.name();
  let seen = known;
  const timer = setInterval(() => {
    const now = options.name();
    if (now !== known && now === seen) {
      known = now;
      options.changed(now);
    }
    seen = now;
  }, options.everyMs ?? everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
