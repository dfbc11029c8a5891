import type { Emit } from "../common/contract.ts";
import type { PracticeView } from "../common/views.ts";
import type { Log } from "../engine/log.ts";
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
  readonly relays: string[];
}

const off: PracticeView = { running: false, url: null, relays: [], size: null, sha256: null };

/** The practice network of this session, and its relays among the saved ones. */
export function createPractice(
  startNetwork: () => Promise<PracticeNetwork>,
  relays: Relays,
  emit: Emit,
  log: Log,
): Practice {
  let running: Promise<Running> | undefined;
  let view = off;
  // A session that ended without a word may have left its relays behind.
  relays.removePractice();

  function show(next: PracticeView): PracticeView {
    view = next;
    emit("practice.changed", view);
    return view;
  }

  async function begin(): Promise<Running> {
    const network = await startNetwork();
    return { network, relays: network.relays.map((spec) => relays.add(spec, true).id) };
  }

  async function end(): Promise<void> {
    const held = running;
    running = undefined;
    // It may only just be starting: its relays are removed when they are there.
    const started = await held?.catch(() => undefined);
    relays.removePractice();
    await started?.network.close();
  }

  return {
    get: () => view,
    async start() {
      running ??= begin().catch((error: unknown) => {
        running = undefined;
        log.error({ error: String(error) }, "the practice network did not start");
        throw error;
      });
      const { network, relays: ids } = await running;
      const { url, size, sha256 } = network;
      return show({ running: true, url, relays: ids, size, sha256 });
    },
    async stop() {
      await end();
      return show(off);
    },
    close: end,
  };
}
