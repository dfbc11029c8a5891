/** `BrowserWindow`: a page and the state a real window would have. */
import type { BrowserWindowConstructorOptions, Rectangle } from "electron";
import { EventEmitter } from "node:events";
import { appEvents, isQuitting, mustBeReady } from "./lifecycle.ts";
import { Cancelable, record, recorded, strict } from "./strict.ts";
import { WebContents, type PageOwner } from "./web-contents.ts";
import { nextId, windows, type OpenWindow } from "./windows.ts";

export class BrowserWindow extends EventEmitter implements OpenWindow, PageOwner {
  static readonly clearPersistedState = record("BrowserWindow.clearPersistedState", undefined);

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()].filter((window) => window instanceof BrowserWindow);
  }
  static fromId(id: number): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.id === id) ?? null;
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents.id === contents.id) ?? null;
  }
  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.isFocused()) ?? null;
  }

  readonly setBackgroundColor = record("BrowserWindow.setBackgroundColor", undefined);
  readonly id = nextId();
  readonly webContents: WebContents;
  /** What the app asked for; tests read the preferences here. */
  readonly options: BrowserWindowConstructorOptions;
  // Not `#bounds`: the app holds a proxy of the window (strict), through which those cannot be reached.
  private _bounds: Rectangle;
  private _visible: boolean;
  private _minimized = false;
  private _focused = false;
  private _destroyed = false;
  private _title: string;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    mustBeReady("Cannot create BrowserWindow");
    this.options = options;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this._bounds = { x, y, width, height };
    this._visible = options.show !== false;
    this._title = options.title ?? "";
    this.webContents = new WebContents(this, options.webPreferences ?? {});
    windows.set(this.id, this);
    void this.webContents.opened.then(() => this.setBounds({}));
    appEvents.emit("web-contents-created", {}, this.webContents);
    const own = strict("BrowserWindow", this);
    appEvents.emit("browser-window-created", {}, own);
    return own;
  }

  loaded(): void {
    this.emit("ready-to-show");
  }

  /** The page is gone. The last window's end is the app's affair. */
  closed(): void {
    if (this._destroyed) return;
    this._destroyed = true;
    windows.delete(this.id);
    this.emit("closed");
    if (windows.size === 0 && !isQuitting()) appEvents.emit("window-all-closed");
  }

  async closeNow(): Promise<boolean> {
    const event = new Cancelable();
    this.emit("close", event);
    if (event.defaultPrevented) return false;
    await this.webContents.opened;
    await this.webContents.page.close();
    this.closed();
    return true;
  }

  close = (): void => void this.closeNow();
  loadURL = (url: string): Promise<void> => this.webContents.loadURL(url);
  show(): void {
    this._visible = true;
    this.emit("show");
    this.focus();
  }
  hide(): void {
    this._visible = false;
    this.emit("hide");
    this.blur();
  }
  focus(): void {
    if (this._focused) return;
    this._focused = true;
    this.emit("focus");
    appEvents.emit("browser-window-focus", {}, this);
  }
  blur(): void {
    if (!this._focused) return;
    this._focused = false;
    this.emit("blur");
    appEvents.emit("browser-window-blur", {}, this);
  }
  minimize(): void {
    this._minimized = true;
    this.emit("minimize");
    this.blur();
  }
  restore(): void {
    this._minimized = false;
    this.emit("restore");
  }
  setProgressBar(value: number, options: object): void {
    recorded.push({ api: "window.setProgressBar", args: [value, options] });
  }
  isFocused = (): boolean => this._focused;
  isVisible = (): boolean => this._visible;
  isMinimized = (): boolean => this._minimized;
  isDestroyed = (): boolean => this._destroyed;
  getBounds = (): Rectangle => ({ ...this._bounds });
  setBounds(bounds: Partial<Rectangle>): void {
    this._bounds = { ...this._bounds, ...bounds };
    const { width, height } = this._bounds;
    void this.webContents.opened
      .then(() => this.webContents.page.setViewportSize({ width, height }))
      .catch(() => undefined);
    this.emit("resize");
  }
  setTitle(title: string): void {
    this._title = title;
  }
  getTitle = (): string => this._title;
}

/** `webContents`, the static part; Playwright finds a page's window by it. */
export const webContents = {
  getAllWebContents: () => BrowserWindow.getAllWindows().map((window) => window.webContents),
  fromId: (id: number) => webContents.getAllWebContents().find((contents) => contents.id === id),
  fromDevToolsTargetId: (target: string) =>
    webContents.getAllWebContents().find((contents) => contents.targetId === target),
};
