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
  /** The arguments that say this, for a process in any folder. */
  readonly args: readonly string[];
}

/** Reads the arguments of a process that ran in the folder `cwd`. */
export function readCommandLine(args: readonly string[], cwd: string): CommandLine {
  const offers: NewOffer[] = [];
  const files: string[] = [];
  const said: string[] = [];
  for (const arg of args.filter((one) => !one.startsWith("-"))) {
    const offer = offerOf(arg);
    const file = /\.(?:metalink|meta4)$/i.test(arg) ? filePath(arg, cwd) : undefined;
    if (offer) offers.push(offer);
    if (file !== undefined) files.push(file);
    if (offer || file !== undefined) said.push(file ?? arg);
  }
  const hidden = args.includes(hiddenSwitch);
  return { offers, files, hidden, args: said };
}

function offerOf(arg: string): NewOffer | undefined {
  const link = readDetourLink(arg);
  if (link) return link;
  return /^https?:\/\//i.test(arg) ? { url: arg, from: "command" } : undefined;
}

/**
 * The arguments of a process that takes the place of this one: this one's switches, and what came too late for it. It is
 * hidden where all who came wanted that.
 */
export function argsForAnother(
  own: readonly string[],
  late: readonly Pick<CommandLine, "args" | "hidden">[],
): string[] {
  const switches = own.filter((arg) => arg.startsWith("--") && arg !== hiddenSwitch);
  const hidden = late.every((one) => one.hidden) ? [hiddenSwitch] : [];
  return [...switches, ...hidden, ...late.flatMap(({ args }) => args)];
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
