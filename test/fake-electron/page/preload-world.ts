/**
 * A sandboxed preload's surroundings: CommonJS, a `require` that knows Electron alone, ipcRenderer over a binding that
 * only this world sees. Runs in the page as source text, so it closes over nothing.
 */
/* oxlint-disable unicorn/consistent-function-scoping -- what travels as source text may not reach outside */
import type { joinWorlds } from "./bridge.ts";
import type { createCodec, Wire } from "./codec.ts";

/** From the page to the main process. */
export type Sent =
  | { readonly kind: "send"; readonly channel: string; readonly args: Wire }
  | { readonly kind: "invoke"; readonly id: number; readonly channel: string; readonly args: Wire }
  | { readonly kind: "context-menu"; readonly params: object };

/** From the main process to the page. */
export type Delivered =
  | { readonly kind: "event"; readonly channel: string; readonly args: Wire }
  | { readonly kind: "reply"; readonly id: number; readonly value: Wire }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };

/** The globals by which this world and the main process reach each other. */
export interface PreloadGlobals {
  readonly __fakeIpc: (text: string) => void;
  __fakeDeliver: (text: string) => void;
}

type Listener = (event: object, ...args: unknown[]) => void;
type Preload = (require: (name: string) => unknown, process: object, module: object, exports: object) => void;

/** Runs a preload script. */
export function runPreload(
  token: string,
  codecOf: typeof createCodec,
  join: typeof joinWorlds,
  info: object,
  run: Preload,
): void {
  const bridge = join("preload", token, codecOf);
  const world = globalThis as unknown as PreloadGlobals;
  const raw = world.__fakeIpc;
  const clone = globalThis.structuredClone;
  const cannot = () => {
    throw new Error("An object could not be cloned.");
  };
  const { encode, decode } = codecOf(cannot, cannot);
  const listeners = new Map<string, Listener[]>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const exposed = new Set<string>();
  let last = 0;

  const post = (message: Sent) => raw(JSON.stringify(message));
  const ipcRenderer = {
    on(channel: string, listener: Listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
    off(channel: string, listener: Listener) {
      const kept = (listeners.get(channel) ?? []).filter((other) => other !== listener);
      listeners.set(channel, kept);
      return ipcRenderer;
    },
    send: (channel: string, ...args: unknown[]) => post({ kind: "send", channel, args: encode(clone(args)) }),
    invoke(channel: string, ...args: unknown[]) {
      const id = ++last;
      const reply = Promise.withResolvers<unknown>();
      waiting.set(id, reply);
      post({ kind: "invoke", id, channel, args: encode(clone(args)) });
      return reply.promise;
    },
  };
  world.__fakeDeliver = (text) => {
    const message = JSON.parse(text) as Delivered;
    if (message.kind === "event") {
      const args = decode(message.args) as unknown[];
      for (const listener of listeners.get(message.channel) ?? []) listener({ sender: ipcRenderer }, ...args);
      return;
    }
    const reply = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === "reply") reply?.resolve(decode(message.value));
    else reply?.reject(new Error(message.message));
  };
  // What Chromium tells of a right click that the page does not take for itself.
  window.addEventListener("contextmenu", (event) => {
    const { target, defaultPrevented, clientX, clientY } = event;
    if (defaultPrevented || !(target instanceof Element)) return;
    const field = target.closest("input, textarea, [contenteditable]");
    const readOnly = field !== null && "readOnly" in field && field.readOnly === true;
    const isField =
      field !== null && !/^(button|checkbox|radio|range|file)$/.test(field.getAttribute("type") ?? "");
    const isEditable = isField && !readOnly && !field.matches(":disabled");
    const can = (command: string) => document.queryCommandEnabled(command);
    const editFlags = {
      canUndo: isEditable && can("undo"),
      canRedo: isEditable && can("redo"),
      canCut: isEditable && can("cut"),
      canCopy: can("copy"),
      // Unlike the page, a menu needs no leave to read the clipboard.
      canPaste: isEditable,
      canSelectAll: true,
    };
    const selectionText = getSelection()?.toString() ?? "";
    const linkURL = target.closest("a")?.href ?? "";
    const place = { x: clientX, y: clientY, frame: null, menuSourceType: "mouse" };
    post({ kind: "context-menu", params: { ...place, isEditable, selectionText, linkURL, editFlags } });
  });
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown) {
      if (exposed.has(key))
        throw new Error("Cannot bind an API on top of an existing property on the window object");
      exposed.add(key);
      bridge.expose(key, api);
    },
  };
  const require = (name: string) => {
    if (name === "electron") return { contextBridge, ipcRenderer };
    throw new Error(`module not found: ${name}`);
  };
  const module = { exports: {} };
  run(require, { ...info, type: "renderer", sandboxed: true, contextIsolated: true }, module, module.exports);
}
