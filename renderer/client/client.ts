/** The renderer's one way to its host. Which host it is shows in the page: Electron's preload leaves a bridge there. */
import type { Client } from "../../electron/common/contract.ts";
import { createIpcClient } from "./ipc.ts";
import { createWsClient } from "./ws.ts";

export type Connection = "connected" | "lost";

/** A Client whose host may go away and come back. */
export interface ConnectedClient extends Client {
  /**
   * Hears when the connection is lost and when it is back, until the returned function is called. Events in between are
   * gone: after `connected`, ask for the lists again.
   */
  onConnection(listener: (state: Connection) => void): () => void;
  /** Lets the connection go for good. */
  close(): void;
}

/** Connects to the host of this page. Rejects with AppError `connection-to-app-lost` where it does not answer. */
export async function connect(): Promise<ConnectedClient> {
  if (window.detour) return createIpcClient(window.detour);
  const url = new URL("/api", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return createWsClient({ open: () => new WebSocket(url) });
}
