/** The contract over Electron's bridge. The host lives as long as the window, so the connection is never lost. */
import type { Client } from "../../electron/common/contract.ts";
import { AppError, describe } from "../../electron/common/errors.ts";
import type { ConnectedClient } from "./client.ts";
import { Emitter } from "./emitter.ts";
import { unwrap } from "./reply.ts";

/** Builds a Client over the bridge that the preload script exposes. */
export function createIpcClient(bridge: DetourBridge): ConnectedClient {
  const events = new Emitter();
  const stop = bridge.on((event, data) => events.emit(event, data));
  const call = async (method: string, input?: unknown): Promise<unknown> => {
    let answer: unknown;
    try {
      answer = await bridge.call(method, input);
    } catch (error) {
      throw new AppError("internal", { detail: describe(error) }, error);
    }
    return unwrap(answer);
  };
  return {
    // The host checked the answer against the contract's schema for this very method.
    call: call as Client["call"],
    on: (event, listener) => events.on(event, listener),
    onConnection: () => () => undefined,
    close: stop,
  };
}
