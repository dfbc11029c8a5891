/** Comparisons that are made again and again for a while, since roads change with the time of day. They survive a restart. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { NewPlan } from "../common/contract.ts";
import { planBytes } from "../common/defaults.ts";
import { AppError, describe } from "../common/errors.ts";
import { parseSource, redactUrl } from "../common/source.ts";
import type { PlannedComparison } from "../common/views.ts";
import type { Log } from "../engine/log.ts";
import type { Store } from "../engine/store/store.ts";

const key = "planned-comparisons";
const most = 20;
const lookMs = 30_000;
const minuteMs = 60_000;

const saved = z.object({
  id: z.string(),
  url: z.string().refine((url) => URL.canParse(url)),
  relays: z.array(z.string()),
  bytes: z.int().min(1).default(planBytes),
  everyMs: z.number().min(minuteMs),
  next: z.number(),
  until: z.number(),
});
type Plan = z.infer<typeof saved>;

export interface PlansOptions {
  readonly store: Pick<Store, "settings">;
  /** Starts one; rejects with AppError where it cannot begin. */
  readonly start: (plan: {
    readonly url: string;
    readonly relays: string[];
    readonly bytes: number;
  }) => Promise<void>;
  /** Whether something is at work that a comparison would disturb, or that would disturb it. */
  readonly busy: () => boolean;
  readonly changed: (plans: PlannedComparison[]) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

export interface Plans {
  list(): PlannedComparison[];
  /** The first one is made at once, or as soon as nothing else is at work. Throws AppError `bad-url`, `not-allowed`. */
  add(input: NewPlan): PlannedComparison;
  /** Throws AppError `not-found`. */
  remove(id: string): void;
  /** Starts what is due; called by itself twice a minute. Never throws: what failed is tried again at the next look. */
  look(): void;
  close(): void;
}

/** Keeps the plans over the store, and starts what is due. */
export function createPlans({ store, start, busy, changed, now, log }: PlansOptions): Plans {
  const read = (): Plan[] => {
    const list = z.array(z.unknown()).safeParse(store.settings.get(key) ?? []);
    // One that another version wrote, or a broken one, does not take the others with it.
    return (list.success ? list.data : []).flatMap((one) => saved.safeParse(one).data ?? []);
  };
  const list = () => read().map(viewOf);
  const write = (plans: readonly Plan[]) => {
    store.settings.set(key, plans);
    changed(plans.map(viewOf));
  };

  function look(): void {
    try {
      startDue();
    } catch (error) {
      log.warn({ error: describe(error) }, "the planned comparisons could not be looked at");
    }
  }

  function startDue(): void {
    const plans = read();
    const sound = plans.map((plan) => withClock(plan, now()));
    if (sound.some((plan, at) => plan !== plans[at])) write(sound);
    const due = read().find(({ next }) => next <= now());
    if (!due || busy()) return;
    // First the next time is written down: one that brings Detour down is not made again and again.
    const missed = Math.floor((now() - due.next) / due.everyMs) + 1;
    const next = due.next + missed * due.everyMs;
    const rest = read().filter(({ id }) => id !== due.id);
    write(next > due.until ? rest : [...rest, { ...due, next }]);
    if (due.next > due.until) return;
    start({ url: due.url, relays: due.relays, bytes: due.bytes }).catch((error: unknown) =>
      log.warn({ error: describe(error) }, "a planned comparison could not be made"),
    );
  }

  const timer = setInterval(look, lookMs).unref();
  return {
    list,
    look,
    add({ url: typed, relays, everyMinutes, hours, bytes = planBytes }) {
      const url = parseSource(typed).href;
      const plans = read();
      if (plans.length >= most)
        throw new AppError("not-allowed", { detail: `${most} comparisons are planned already` });
      const everyMs = everyMinutes * minuteMs;
      const plan = {
        id: randomUUID(),
        url,
        relays,
        bytes,
        everyMs,
        next: now(),
        until: now() + hours * 60 * minuteMs,
      };
      write([...plans, plan]);
      look();
      return viewOf(read().find(({ id }) => id === plan.id) ?? plan);
    },
    remove(id) {
      const plans = read();
      if (!plans.some((plan) => plan.id === id)) throw new AppError("not-found", { what: "plan", id });
      write(plans.filter((plan) => plan.id !== id));
    },
    close: () => clearInterval(timer),
  };
}

/** No next time is further away than the time between two: where one is, the clock was wrong, and all its times are moved. */
function withClock(plan: Plan, date: number): Plan {
  const ahead = plan.next - date - plan.everyMs;
  return ahead > 0 ? { ...plan, next: plan.next - ahead, until: plan.until - ahead } : plan;
}

function viewOf({ id, url, everyMs, next, until }: Plan): PlannedComparison {
  const source = new URL(url);
  return { id, url: redactUrl(source), host: source.host, everyMs, next, until };
}
