/** What a desktop shows of an app, and what a machine tells it: recorded, kept for tests to look at, and told by them. */
import type { NotificationConstructorOptions } from "electron";
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import { request, type ClientRequest, type RequestOptions } from "node:http";
import { mustBeReady } from "./lifecycle.ts";
import type { Menu } from "./menu.ts";
import { record, recorded, strict } from "./strict.ts";

/** A picture: only what it was made of. */
class NativeImage {
  readonly representations: string[] = [];
  isTemplate = false;
  constructor(dataURL: string) {
    this.representations.push(dataURL);
  }
  addRepresentation({ dataURL }: { dataURL: string }): void {
    this.representations.push(dataURL);
  }
  setTemplateImage(isTemplate: boolean): void {
    this.isTemplate = isTemplate;
  }
  isEmpty = (): boolean =>
    !this.representations.every((one) => one.startsWith("data:image/png;base64,iVBOR"));
}

export const nativeImage = strict("nativeImage", {
  createFromDataURL: (dataURL: string) => strict("NativeImage", new NativeImage(dataURL)),
});

export class Tray extends EventEmitter {
  /** For tests: the icons that are there. */
  static readonly all: Tray[] = [];
  toolTip = "";
  title = "";
  menu: Menu | null = null;
  constructor(image: NativeImage) {
    super();
    mustBeReady("Cannot create Tray");
    if (image.isEmpty()) throw new Error("fake-electron: the tray's image is none");
    const own = strict("Tray", this);
    Tray.all.push(own);
    return own;
  }
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setTitle(text: string): void {
    this.title = text;
  }
  setContextMenu(menu: Menu | null): void {
    this.menu = menu;
  }
  destroy(): void {
    Tray.all.splice(0);
  }
}

export class Notification extends EventEmitter {
  /** For tests: what was shown, in order. */
  static readonly shown: Notification[] = [];
  static isSupported = (): boolean => true;
  readonly options: NotificationConstructorOptions;
  constructor(options: NotificationConstructorOptions) {
    super();
    mustBeReady("Cannot create Notification");
    this.options = options;
  }
  show(): void {
    Notification.shown.push(this);
    const { title, body } = this.options;
    recorded.push({ api: "notification.show", args: [title, body] });
    this.emit("show", {});
  }
  close(): void {
    recorded.push({ api: "notification.close", args: [this.options.title] });
    this.emit("close", {});
  }
}

/** Tests emit its events. */
export const powerMonitor = strict("powerMonitor", new EventEmitter());

let lastBlocker = 0;
const blockers = new Map<number, string>();
export const powerSaveBlocker = strict("powerSaveBlocker", {
  start(type: string): number {
    blockers.set(++lastBlocker, type);
    recorded.push({ api: "powerSaveBlocker.start", args: [type] });
    return lastBlocker;
  },
  stop(id: number): boolean {
    recorded.push({ api: "powerSaveBlocker.stop", args: [blockers.get(id)] });
    return blockers.delete(id);
  },
  isStarted: (id: number): boolean => blockers.has(id),
  /** For tests. */
  active: (): string[] => [...blockers.values()],
});

/** Requests of the main process: by Node, and to this machine alone, so that no test asks the world for anything. */
export const net = strict("net", {
  isOnline: (): boolean => true,
  request({ session: _session, ...options }: RequestOptions & { readonly session?: unknown }): ClientRequest {
    recorded.push({ api: "net.request", args: [options.hostname, options.path] });
    if (options.hostname !== "127.0.0.1") throw new Error("fake-electron: net.request asks 127.0.0.1 alone");
    return request(options);
  },
});

let copied = "";
export const clipboard = strict("clipboard", {
  readText: async (): Promise<string> => copied,
  writeText: async (text: string): Promise<void> => void (copied = text),
});

/**
 * Sealed for real, under a key for each keychain: FAKE_ELECTRON_KEYCHAIN names one (`none`: there is none; `basic`: only the
 * password that everybody knows). What another keychain sealed cannot be opened, as in Electron.
 */
const keychain = process.env["FAKE_ELECTRON_KEYCHAIN"] ?? "login";
const key = createHash("sha256").update(`fake-keychain ${keychain}`).digest();
const nonceBytes = 12;
const tagBytes = 16;
export const safeStorage = strict("safeStorage", {
  isAsyncEncryptionAvailable: async (): Promise<boolean> => {
    mustBeReady("safeStorage cannot be used");
    return keychain !== "none";
  },
  encryptStringAsync: async (text: string): Promise<Buffer> => {
    record("safeStorage.encryptStringAsync", undefined)();
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  },
  decryptStringAsync: async (sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
    try {
      const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAuthTag(sealed.subarray(-tagBytes));
      const text = decipher.update(sealed.subarray(nonceBytes, -tagBytes), undefined, "utf8");
      return { result: text + decipher.final("utf8"), shouldReEncrypt: false };
    } catch (error) {
      throw new Error("Error while decrypting the ciphertext provided", { cause: error });
    }
  },
  getSelectedStorageBackend: (): string => (keychain === "basic" ? "basic_text" : "gnome_libsecret"),
});
