/**
 * What the machine does to downloads: it sleeps, it wakes, it changes its network. Connections do not live through any of
 * these, and waiting until they are found dead costs a person minutes; so they are let go and opened anew in time.
 */
import { byTurn } from "../common/queue-order.ts";
import type { Clock } from "../engine/clock.ts";
import type { DownloadView } from "../common/views.ts";
import type { Downloads } from "../engine/types.ts";
import { askAgain } from "./ask-again.ts";
import { createTurns } from "./in-turn.ts";

export interface Interruptions {
  /** Pauses what runs or waits its turn; resolves when it is on disk. */
  readonly suspend: () => Promise<void>;
  /** Goes on with what `suspend` paused, and with what waited to be tried again. */
  readonly wake: () => Promise<void>;
  /** Opens what runs anew, over the network that there is now. */
  readonly networkChanged: () => Promise<void>;
  /** Nothing goes on any more. */
  readonly close: () => void;
}

/**
 * Makes them. None of them rejects: `report` hears of a download that could not be paused or resumed, and the others go on; and
 * of a store that could not be read. What could not go on is asked again for a minute.
 */
export function createInterruptions(
  downloads: Pick<Downloads, "list" | "suspend" | "resume">,
  report: (error: unknown) => void,
  clock: Pick<Clock, "sleep">,
): Interruptions {
  const asleep = new Set<string>();
  /** What could not go on. The engine plans no try for it any more, so that a failure that it has from before says nothing. */
  const refused = new Set<string>();
  const turn = createTurns();
  let waking = new AbortController();
  let sleeps = 0;
  let closed = false;

  /** One after the other: a machine may wake while it still falls asleep. */
  const inTurn = (work: () => Promise<void>): Promise<void> => turn(() => work().catch(report));

  /** Does it to all; out: those with whom it failed. */
  const each = async (views: readonly DownloadView[], work: (id: string) => Promise<void>) => {
    const failed: string[] = [];
    const one = async ({ id }: DownloadView) =>
      work(id).catch((error: unknown) => {
        failed.push(id);
        report(error);
      });
    await Promise.all(views.map(one));
    return failed;
  };

  /** Lets all go on, now or, where the store refuses, soon; until it is interrupted again. */
  async function wake(): Promise<void> {
    if (closed) return;
    waking.abort();
    waking = new AbortController();
    const { signal } = waking;
    if (!(await tryOnce(signal))) void keepTrying(signal);
  }

  /** Out: whether that is all there is to do. */
  async function tryOnce(signal: AbortSignal): Promise<boolean> {
    let whole = false;
    await inTurn(async () => {
      whole = signal.aborted || (await goOn());
    });
    return whole;
  }

  async function keepTrying(signal: AbortSignal): Promise<void> {
    for (let times = 0; times < askAgain.times; times++) {
      await clock.sleep(askAgain.ms, signal);
      if (await tryOnce(signal)) return;
    }
  }

  async function pause(states: readonly DownloadView["state"][]): Promise<void> {
    const views = downloads.list().filter((view) => states.includes(view.state) && canGoOn(view));
    // Those that wait go first: they would start as soon as another one stops.
    for (const waiting of [true, false]) {
      const part = views.filter(({ state }) => (state === "queued") === waiting);
      for (const { id } of part) asleep.add(id);
      await each(part, (id) => downloads.suspend(id));
    }
  }

  /** Out: whether all of them did. */
  async function goOn(): Promise<boolean> {
    // Whatever its user said of it in the meantime counts: then it is no longer paused, or no longer there.
    // In the order of the queue: the first ones find room at once.
    const views = downloads
      .list()
      .filter((view) => (view.state === "paused" || view.state === "failed") && isOurs(view))
      .toSorted(byTurn);
    asleep.clear();
    refused.clear();
    const failed = await each(views, (id) => downloads.resume(id));
    for (const id of failed) refused.add(id);
    return failed.length === 0;
  }

  /** What we paused ourselves, or could not resume, and what a failure paused until a time that need not be waited for now. */
  function isOurs({ id, failure, retryAt }: DownloadView): boolean {
    return retryAt !== null || refused.has(id) || (failure === null && asleep.has(id));
  }

  return {
    suspend() {
      sleeps++;
      waking.abort();
      return inTurn(() => pause(["queued", "opening", "running"]));
    },
    wake,
    async networkChanged() {
      if (closed) return;
      const before = sleeps;
      await inTurn(() => pause(["opening", "running"]));
      // Where it fell asleep meanwhile, all goes on when it wakes.
      if (sleeps === before) await wake();
    },
    close() {
      closed = true;
      waking.abort();
    },
  };
}

/** Without ranges all that came would be lost, and the connection may yet live. */
function canGoOn({ warnings }: DownloadView): boolean {
  return !warnings.includes("no-ranges");
}
