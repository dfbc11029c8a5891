/**
 * The bridge between the page and the main process: `window.detour`, two functions and nothing of Electron. It runs
 * sandboxed in its own world; what it exposes is frozen, takes and gives data only, and knows the contract's names only.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from "electron";
import type { Reply } from "../common/contract.ts";
import { AppError, toFailure } from "../common/errors.ts";
import { callNames, heardNames } from "./names.ts";

/** Calls a method; an unknown name is refused here already. Never rejects for the host's own errors. */
async function call(method: unknown, input?: unknown): Promise<Reply> {
  if (typeof method !== "string" || !callNames.has(method))
    return { ok: false, failure: toFailure(new AppError("invalid-request", { detail: "no such call" })) };
  return ipcRenderer.invoke("detour:call", method, input) as Promise<Reply>;
}

/** Hears every event until the returned function is called. The listener never gets Electron's event object. */
function on(listener: (event: string, data: unknown) => void): () => void {
  if (typeof listener !== "function") throw new TypeError("a listener must be a function");
  const inner = (_event: IpcRendererEvent, name: unknown, data: unknown) => {
    if (typeof name === "string" && heardNames.has(name)) listener(name, data);
  };
  ipcRenderer.on("detour:event", inner);
  return () => void ipcRenderer.off("detour:event", inner);
}

contextBridge.exposeInMainWorld("detour", Object.freeze({ call, on }));
