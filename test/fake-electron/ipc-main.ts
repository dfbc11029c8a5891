/** `ipcMain`: who answers what pages ask. */
import { EventEmitter } from "node:events";
import { strict } from "./strict.ts";

export interface Invoked {
  readonly sender: unknown;
  readonly senderFrame: unknown;
  readonly processId: number;
  readonly frameId: number;
}

type Handler = (event: Invoked, ...args: unknown[]) => unknown;

const handlers = new Map<string, Handler>();

/** Answers one call; rejects as Electron does where there is no handler. */
export async function invoke(event: Invoked, channel: string, args: readonly unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  if (!handler) throw new Error(`No handler registered for '${channel}'`);
  return handler(event, ...args);
}

export const ipcMain = strict(
  "ipcMain",
  Object.assign(new EventEmitter(), {
    handle(channel: string, handler: Handler) {
      if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
      handlers.set(channel, handler);
    },
    /** As in Electron, where it has no public name: tests call a handler as another frame would. */
    _invokeHandlers: handlers,
    removeHandler: (channel: string) => void handlers.delete(channel),
  }),
);
