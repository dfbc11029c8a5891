/** What flows through the gateway now, and what did: for a page or a log, without path and query. */
import type { Flow, RouteTotal } from "../../common/views.ts";
import { SpeedMeter } from "../download/speed.ts";

/** Flows that are over stay so long in the list. */
const keptMs = 10_000;
const most = 200;

export interface OpenFlow {
  /** The routes that bring it now. */
  through(routes: readonly string[]): void;
  count(bytes: number, route: string): void;
  status(status: number): void;
  end(): void;
}

export class Flows {
  readonly #now: () => number;
  readonly #changed: () => void;
  readonly #all = new Map<number, { flow: Flow; meter: SpeedMeter; endedAt: number | undefined }>();
  readonly #totals = new Map<string, { bytes: number; flows: number }>();
  #next = 1;

  constructor(now: () => number, changed: () => void) {
    this.#now = now;
    this.#changed = changed;
  }

  begin(kind: Flow["kind"], method: string, host: string): OpenFlow {
    const id = this.#next++;
    const entry: { flow: Flow; meter: SpeedMeter; endedAt: number | undefined } = {
      flow: { id, kind, method, host, routes: [], bytes: 0, speed: 0, status: null, over: false },
      meter: new SpeedMeter(),
      endedAt: undefined,
    };
    this.#all.set(id, entry);
    this.#prune();
    this.#changed();
    const set = (part: Partial<Flow>) => {
      entry.flow = { ...entry.flow, ...part };
    };
    return {
      through: (routes) => {
        if (routes.length > 0) set({ routes: [...routes] });
      },
      count: (bytes, route) => {
        entry.meter.add(bytes, this.#now());
        set({ bytes: entry.flow.bytes + bytes });
        const total = this.#totals.get(route) ?? { bytes: 0, flows: 0 };
        this.#totals.set(route, { ...total, bytes: total.bytes + bytes });
      },
      status: (status) => set({ status }),
      end: () => {
        if (entry.endedAt !== undefined) return;
        entry.endedAt = this.#now();
        set({ over: true });
        for (const route of entry.flow.routes) {
          const total = this.#totals.get(route) ?? { bytes: 0, flows: 0 };
          this.#totals.set(route, { ...total, flows: total.flows + 1 });
        }
        this.#changed();
      },
    };
  }

  list(): Flow[] {
    this.#prune();
    const now = this.#now();
    return [...this.#all.values()].map(({ flow, meter }) => ({
      ...flow,
      speed: flow.over ? 0 : meter.at(now),
    }));
  }

  totals(): RouteTotal[] {
    return [...this.#totals].map(([route, total]) => ({ route, ...total }));
  }

  #prune(): void {
    const before = this.#now() - keptMs;
    for (const [id, { endedAt }] of this.#all)
      if (endedAt !== undefined && (endedAt < before || this.#all.size > most)) this.#all.delete(id);
  }
}
