/**
 * What the app was started with: addresses, `detour:` links and Metalink files. Anything else belongs to Electron or
 * Chromium, which add switches of their own, and is passed over. Pure.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { NewOffer } from "../common/views.ts";
import { readDetourLink } from "./detour-link.ts";

/** With it the app starts in the tray, without its window: how the system starts it at sign-in. */
export const hiddenSwitch = "--hidden";

export interface CommandLine {
  readonly offers: readonly NewOffer[];
  /** Metalink files, by their whole paths. */
  readonly files: readonly string[];
  readonly hidden: boolean;
}

/** Reads the arguments of a process that ran in the folder `cwd`. */
export function readCommandLine(args: readonly string[], cwd: string): CommandLine {
  const plain = args.filter((arg) => !arg.startsWith("-"));
  return {
    offers: plain.flatMap((arg): NewOffer[] => {
      const link = readDetourLink(arg);
      if (link) return [link];
      return /^https?:\/\//i.test(arg) ? [{ url: arg, from: "command" }] : [];
    }),
    files: plain.flatMap((arg) => (/\.(?:metalink|meta4)$/i.test(arg) ? (filePath(arg, cwd) ?? []) : [])),
    hidden: args.includes(hiddenSwitch),
  };
}

/** File managers name a file by its path or by a file: address. An address on the web is no file. */
function filePath(arg: string, cwd: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(arg)) return path.resolve(cwd, arg);
  try {
    return fileURLToPath(arg);
  } catch {
    return undefined;
  }
}
