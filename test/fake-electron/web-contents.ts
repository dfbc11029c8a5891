/** `webContents`: one page of Chromium, its preload and its messages. */
import type { WebPreferences } from "electron";
import { EventEmitter } from "node:events";
import type { CDPSession, Page } from "playwright-core";
import { browserContext } from "./browser.ts";
import { clipboard } from "./desktop.ts";
import { invoke, ipcMain, type Invoked } from "./ipc-main.ts";
import { createCodec } from "./page/codec.ts";
import type { Delivered, Sent } from "./page/preload-world.ts";
import { documentScripts } from "./preload-script.ts";
import { navigators } from "./requests.ts";
import { toApp, toReal } from "./schemes.ts";
import { defaultSession } from "./session.ts";
import { record } from "./strict.ts";
import { nextId } from "./windows.ts";

const world = "Electron Isolated Context";

const cannot = () => {
  throw new Error("An object could not be cloned.");
};
const { encode, decode } = createCodec(cannot, cannot);

/** Runs in the page. */
function selectedText(): string {
  const field = document.activeElement;
  const isField = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  if (!isField || field.selectionStart === null) return getSelection()?.toString() ?? "";
  return field.value.slice(field.selectionStart, field.selectionEnd ?? undefined);
}

type OpenHandler = (details: { url: string; frameName: string; features: string; disposition: string }) => {
  action: "allow" | "deny";
};

/** What a page tells the window that shows it. */
export interface PageOwner {
  loaded(): void;
  closed(): void;
  close(): void;
  getTitle(): string;
}

export class WebContents extends EventEmitter {
  readonly id = nextId();
  readonly session = defaultSession;
  opened: Promise<void>;
  readonly owner: PageOwner;
  targetId = "";
  readonly #preferences: WebPreferences;
  #page: Page | undefined;
  #cdp: CDPSession | undefined;
  #worldId: number | undefined;
  #openHandler: OpenHandler | undefined;
  readonly #expected = new Set<string>();
  // A new page has nothing yet, and is about to load.
  #loading = true;
  #crashed = false;

  constructor(owner: PageOwner, preferences: WebPreferences) {
    super();
    const { contextIsolation, nodeIntegration, sandbox, webSecurity, preload } = preferences;
    if (contextIsolation === false || nodeIntegration || sandbox === false || webSecurity === false)
      throw new Error("fake-electron: refuses insecure webPreferences");
    this.owner = owner;
    this.#preferences = preferences;
    this.opened = this.#open(preload);
  }

  /** The page; there once `opened` has resolved. */
  get page(): Page {
    if (!this.#page) throw new Error("fake-electron: the page is not open yet");
    return this.#page;
  }

  async #open(preload: string | undefined): Promise<void> {
    const page = await browserContext().newPage();
    const cdp = await browserContext().newCDPSession(page);
    this.#page = page;
    this.#cdp = cdp;
    navigators.set(page, {
      isExpected: (real) => this.#expected.delete(real),
      emit: (event, details, url) => this.emit(event, details, url),
    });
    this.targetId = (await cdp.send("Target.getTargetInfo")).targetInfo.targetId;
    const mainFrame = (await cdp.send("Page.getFrameTree")).frameTree.frame.id;
    cdp.on("Runtime.executionContextCreated", ({ context }) => {
      if (context.name === world && context.auxData?.["frameId"] === mainFrame) this.#worldId = context.id;
    });
    cdp.on("Runtime.bindingCalled", ({ name, payload }) => {
      if (name === "__fakeIpc") void this.#received(JSON.parse(payload) as Sent);
    });
    this.#watch(page, cdp);
    await cdp.send("Page.enable");
    await cdp.send("Runtime.enable");
    await cdp.send("Runtime.addBinding", { name: "__fakeIpc", executionContextName: world });
    if (!preload) return;
    const scripts = documentScripts(preload);
    await cdp.send("Page.addScriptToEvaluateOnNewDocument", { source: scripts.page });
    await cdp.send("Page.addScriptToEvaluateOnNewDocument", { source: scripts.preload, worldName: world });
  }

  #watch(page: Page, cdp: CDPSession): void {
    cdp.on("Page.windowOpen", ({ url, windowName, windowFeatures }) => {
      const features = windowFeatures.join(",");
      const asked = { url: toApp(url), frameName: windowName, features, disposition: "new-window" };
      if (this.#openHandler?.(asked).action !== "deny")
        throw new Error("fake-electron: windows opened by pages are not supported");
    });
    page.on("popup", (popup) => void popup.close());
    page.on("load", () => {
      this.#loading = false;
      this.emit("did-finish-load", {});
      this.owner.loaded();
    });
    page.on("crash", () => {
      this.#crashed = true;
      this.#worldId = undefined;
      this.emit("render-process-gone", {}, { reason: "crashed", exitCode: 1 });
    });
    page.on("close", () => {
      navigators.delete(page);
      // Else another page has taken its place in the window.
      if (page === this.#page) this.owner.closed();
    });
  }

  get mainFrame() {
    const url = this.getURL();
    return { url, parent: null, processId: this.id, routingId: 1, isDestroyed: () => this.isDestroyed() };
  }

  async #received(message: Sent): Promise<void> {
    if (message.kind === "context-menu") return void this.emit("context-menu", {}, message.params);
    const event: Invoked = { sender: this, senderFrame: this.mainFrame, processId: this.id, frameId: 1 };
    const args = decode(message.args) as unknown[];
    if (message.kind === "send") return void ipcMain.emit(message.channel, event, ...args);
    const { id, channel } = message;
    try {
      const value = structuredClone(await invoke(event, channel, args));
      this.#deliver({ kind: "reply", id, value: encode(value) });
    } catch (error) {
      const text = `Error invoking remote method '${channel}': ${String(error)}`;
      this.#deliver({ kind: "failed", id, message: text });
    }
  }

  #deliver(message: Delivered): void {
    if (this.#worldId === undefined) return;
    const expression = `__fakeDeliver(${JSON.stringify(JSON.stringify(message))})`;
    // A page that went away in the meantime hears nothing, as in Electron.
    this.#cdp?.send("Runtime.evaluate", { expression, contextId: this.#worldId }).catch(() => undefined);
  }

  send(channel: string, ...args: unknown[]): void {
    this.#deliver({ kind: "event", channel, args: encode(structuredClone(args)) });
  }

  /** As its process would, of which Chromium has one for each page here. */
  forcefullyCrashRenderer(): void {
    void this.#cdp?.send("Page.crash").catch(() => undefined);
  }
  isCrashed = (): boolean => this.#crashed;

  async loadURL(url: string): Promise<void> {
    await this.opened;
    if (this.#crashed) await this.#replace();
    const real = toReal(url);
    this.#loading = true;
    this.#expected.add(real);
    await this.page.goto(real);
  }

  /** Nothing can be loaded into a page of Chromium's that crashed: another one takes its place. */
  async #replace(): Promise<void> {
    const old = this.page;
    this.#crashed = false;
    this.opened = this.#open(this.#preferences.preload);
    await this.opened;
    await old.close();
  }

  undo = (): void => void this.#edit("undo");
  redo = (): void => void this.#edit("redo");
  selectAll = (): void => void this.#edit("selectAll");
  copy = (): void => void this.#copy();
  paste(): void {
    void clipboard.readText().then((text) => this.#cdp?.send("Input.insertText", { text }));
  }
  cut(): void {
    void this.#copy().then(() => this.#edit("delete"));
  }
  async #copy(): Promise<void> {
    await clipboard.writeText(await this.page.evaluate(selectedText));
  }
  /** Chromium's own commands, which a page has, too. */
  #edit(command: string): Promise<unknown> {
    return this.page.evaluate((command) => document.execCommand(command), command);
  }

  reload(): void {
    this.#expected.add(this.page.url());
    void this.page.reload();
  }

  getLastWebPreferences = (): WebPreferences => this.#preferences;
  getURL = (): string => (this.#page ? toApp(this.#page.url()) : "");
  getTitle = (): string => this.owner.getTitle();
  isLoading = (): boolean => this.#loading;
  isDestroyed = (): boolean => this.#page?.isClosed() ?? false;
  executeJavaScript = (code: string): Promise<unknown> => this.page.evaluate(code);
  close = (): void => this.owner.close();
  openDevTools = record("webContents.openDevTools", undefined);
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }
}
