import type { Emit } from "../common/contract.ts";
import type { PracticeView } from "../common/views.ts";
import type { Log } from "../engine/log.ts";
import type { Lock } from "../engine/store/lock.ts";
import type { Relays } from "./relays.ts";
import type { PracticeNetwork } from "./service.ts";

export interface Practice {
  get(): PracticeView;
  start(): Promise<PracticeView>;
  stop(): Promise<PracticeView>;
  close(): Promise<void>;
}

interface Running {
  readonly network: PracticeNetwork;
  readonly relays: readonly string[];
  /** What tells other hosts on this data folder that these relays are somebody's; undefined where another one has it. */
  readonly claim: Lock | undefined;
}

const off: PracticeView = { running: false, url: null, relays: [], size: null, sha256: null };

export interface PracticeParts {
  readonly startNetwork: () => Promise<PracticeNetwork>;
  readonly relays: Relays;
  /** Held by the one host on a data folder that runs a practice network. */
  readonly claim: () => Lock | undefined;
  readonly emit: Emit;
  readonly log: Log;
}

/** The practice network of this session, and its relays among the saved ones. */
export function createPractice({ startNetwork, relays, claim, emit, log }: PracticeParts): Practice {
  let running: Running | undefined;
  let view = off;
  /** One at a time: a start that follows a stop waits for it. */
  let turn: Promise<unknown> = Promise.resolve();
  removeLeft();

  /** A session that ended without a word may have left its relays behind; those of one that runs are its own. */
  function removeLeft(): void {
    const lock = claim();
    if (!lock) return;
    try {
      relays.removePractice();
    } finally {
      lock.release();
    }
  }

  function show(next: PracticeView): PracticeView {
    view = next;
    emit("practice.changed", view);
    return view;
  }

  async function begin(): Promise<Running> {
    const network = await startNetwork();
    const lock = claim();
    const added: string[] = [];
    try {
      for (const spec of network.relays) added.push(relays.add(spec, true).id);
      return { network, relays: added, claim: lock };
    } catch (error) {
      await letGo({ network, relays: added, claim: lock });
      throw error;
    }
  }

  async function letGo({ network, relays: ids, claim: lock }: Running): Promise<void> {
    try {
      relays.removePractice(ids);
    } finally {
      lock?.release();
      await network.close();
    }
  }

  async function start(): Promise<PracticeView> {
    if (running) return view;
    try {
      running = await begin();
    } catch (error) {
      log.error({ error: String(error) }, "the practice network did not start");
      throw error;
    }
    const { network, relays: ids } = running;
    const { url, size, sha256 } = network;
    return show({ running: true, url, relays: [...ids], size, sha256 });
  }

  async function stop(): Promise<PracticeView> {
    const before = running;
    running = undefined;
    try {
      if (before) await letGo(before);
    } finally {
      show(off);
    }
    return view;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  return {
    get: () => view,
    start: () => inTurn(start),
    stop: () => inTurn(stop),
    close: async () => void (await inTurn(stop)),
  };
}
