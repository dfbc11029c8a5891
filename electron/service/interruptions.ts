/**
 * What the machine does to downloads: it sleeps, it wakes, it changes its network. Connections do not live through any of
 * these, and waiting until they are found dead costs a person minutes; so they are let go and opened anew in time.
 */
import { byTurn } from "../common/queue-order.ts";
import type { DownloadView } from "../common/views.ts";
import type { Downloads } from "../engine/types.ts";

export interface Interruptions {
  /** Pauses what runs or waits its turn; resolves when it is on disk. */
  readonly suspend: () => Promise<void>;
  /** Goes on with what `suspend` paused, and with what waited to be tried again. */
  readonly wake: () => Promise<void>;
  /** Opens what runs anew, over the network that there is now. */
  readonly networkChanged: () => Promise<void>;
}

/**
 * Makes them. None of them rejects: `report` hears of a download that could not be paused or resumed, and the others go on; and
 * of a store that could not be read, which is asked again the next time.
 */
export function createInterruptions(
  downloads: Pick<Downloads, "list" | "suspend" | "resume">,
  report: (error: unknown) => void,
): Interruptions {
  const asleep = new Set<string>();
  let last: Promise<void> = Promise.resolve();

  /** One after the other: a machine may wake while it still falls asleep. */
  const inTurn = (work: () => Promise<void>): Promise<void> => (last = last.then(work).catch(report));

  const each = async (views: readonly DownloadView[], work: (id: string) => Promise<void>) => {
    await Promise.all(views.map(async ({ id }) => work(id).catch(report)));
  };

  async function pause(states: readonly DownloadView["state"][]): Promise<void> {
    const views = downloads.list().filter((view) => states.includes(view.state) && canGoOn(view));
    // Those that wait go first: they would start as soon as another one stops.
    for (const waiting of [true, false]) {
      const part = views.filter(({ state }) => (state === "queued") === waiting);
      for (const { id } of part) asleep.add(id);
      await each(part, (id) => downloads.suspend(id));
    }
  }

  async function goOn(): Promise<void> {
    // Whatever its user said of it in the meantime counts: then it is no longer paused, or no longer there.
    // In the order of the queue: the first ones find room at once.
    const views = downloads
      .list()
      .filter((view) => (view.state === "paused" || view.state === "failed") && isOurs(view, asleep))
      .toSorted(byTurn);
    asleep.clear();
    await each(views, (id) => downloads.resume(id));
  }

  return {
    suspend: () => inTurn(() => pause(["queued", "opening", "running"])),
    wake: () => inTurn(goOn),
    networkChanged: () =>
      inTurn(async () => {
        await pause(["opening", "running"]);
        await goOn();
      }),
  };
}

/** Without ranges all that came would be lost, and the connection may yet live. */
function canGoOn({ warnings }: DownloadView): boolean {
  return !warnings.includes("no-ranges");
}

/** What we paused ourselves, and what a failure paused until a time that need not be waited for now. */
function isOurs({ id, failure, retryAt }: DownloadView, asleep: ReadonlySet<string>): boolean {
  return retryAt !== null || (failure === null && asleep.has(id));
}
