/** The system's place for secrets, such as the login keychain of macOS. */
import type { SettingsView } from "../common/views.ts";
export interface Keychain {
  /** Whether it really protects what is wrapped: one that only disguises it does not. */
  isAvailable(): Promise<boolean>;
  /** Wraps a short text. Rejects where the keychain refuses. */
  wrap(text: string): Promise<string>;
  /** The text that was wrapped. Rejects where this keychain cannot say, such as after it was made anew. */
  unwrap(wrapped: string): Promise<string>;
}

/** What the service asks of the machine it runs on: one interface, over Electron or over plain Node. */
export interface Desktop {
  readonly host: "electron" | "headless";
  readonly can: { readonly open: boolean; readonly reveal: boolean; readonly pickFolder: boolean };
  /** The programs under this one with their versions, the nearest first: `Electron 45.4.1`. */
  readonly runtime: readonly string[];
  /** The file that the log goes to; null where it goes to stderr. */
  readonly logFile: string | null;
  /** Undefined where this host has none. */
  readonly keychain?: Keychain;
  /** The system's language, a BCP 47 tag. */
  locale(): string;
  /** Draws windows, menus and dialogs light or dark. Undefined where only pages are drawn: each does it by itself. */
  setTheme?(theme: SettingsView["theme"]): void;
  /** Where downloads go unless the user said otherwise. */
  downloadsFolder(): string;
  /** The proxy that the system uses for an address, as a relay spec; undefined where it goes direct. */
  systemProxy(source: URL): Promise<string | undefined>;
  /** Opens a file with its program. Throws AppError `not-available`. */
  open(path: string): Promise<void>;
  /** Shows a file in its folder. Throws AppError `not-available`. */
  reveal(path: string): Promise<void>;
  /** Lets the person choose a folder; null where he chose none. Throws AppError `not-available`. */
  pickFolder(current: string): Promise<string | null>;
}
