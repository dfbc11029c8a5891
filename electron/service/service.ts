/** What the app can do, once, for every host. */
import type { Emit, EventData, EventName, Handlers } from "../common/contract.ts";
import type { NewOffer } from "../common/views.ts";

/** Hears every event of the service. */
export type Listener = <E extends EventName>(event: E, data: EventData<E>) => void;

export interface Service {
  readonly handlers: Handlers;
  /** Listens until the returned function is called. */
  on(listener: Listener): () => void;
  /** Shows addresses from outside to the person; none of them is asked for anything before he says so. */
  offer(offers: readonly NewOffer[]): void;
  /** Tells every client what only the host knows. */
  readonly tell: Emit;
  /** Pauses what runs, since the machine is about to sleep; resolves when it is on disk. */
  suspend(): Promise<void>;
  /** Goes on with what `suspend` paused. */
  wake(): Promise<void>;
  /** Pauses downloads, waits until they are on disk, lets everything go. */
  close(): Promise<void>;
}

/** The practice network as the service sees it; practice/ implements it, the composition root hands it in. */
export interface PracticeNetwork {
  readonly url: string;
  readonly relays: readonly string[];
  readonly size: number;
  /** Null above 1 GB. */
  readonly sha256: string | null;
  close(): Promise<void>;
}
