import type { EventName, Reply } from "../../electron/common/contract.ts";

declare global {
  /** What the preload script puts into the page under Electron: names and data only. */
  interface DetourBridge {
    call(method: string, input?: unknown): Promise<Reply>;
    /** Hears every event until the returned function is called. */
    on(listener: (event: EventName, data: unknown) => void): () => void;
  }
  interface Window {
    /** There under Electron alone. */
    readonly detour?: DetourBridge;
  }
}
