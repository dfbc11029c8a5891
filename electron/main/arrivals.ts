/**
 * What reaches the app from outside: its own command line, that of a second instance, `detour:` links and files that the
 * system hands over (macOS). All of it ends as offers; nothing here starts a download.
 */
import { app } from "electron";
import { z } from "zod";
import { readCommandLine, type CommandLine } from "./command-line.ts";
import { readDetourLink } from "./detour-link.ts";

/** What a second instance says of itself: Electron's own `argv` is reordered and added to. */
const secondInstance = z.object({ args: z.array(z.string()).max(10_000), cwd: z.string() });

/** What came: as a command line says it, whichever way it took. */
export type Arrival = CommandLine;

export interface Arrivals {
  /** Whether this start is to stay in the tray. */
  readonly hidden: boolean;
  /** Hands over what came so far and nobody took, and from now on whatever comes; to this one alone. */
  deliver(take: (arrival: Arrival) => void): void;
}

/**
 * Begins to listen, before Electron is ready: macOS hands over what the app was opened with before that. Undefined where
 * another instance runs, which has been told of everything by then.
 */
export function followArrivals(): Arrivals | undefined {
  const own = { args: process.argv.slice(1), cwd: process.cwd() };
  if (!app.requestSingleInstanceLock(own)) return undefined;
  const first = readCommandLine(own.args, own.cwd);
  const early: Arrival[] = [first];
  let take = (arrival: Arrival): void => void early.push(arrival);

  app.on("open-url", (event, url) => {
    event.preventDefault();
    const link = readDetourLink(url);
    take({ offers: link ? [link] : [], files: [], hidden: false, args: link ? [url] : [] });
  });
  app.on("open-file", (event, file) => {
    event.preventDefault();
    take({ offers: [], files: [file], hidden: false, args: [file] });
  });
  app.on("second-instance", (_event, _argv, _cwd, data) => take(readSecond(data)));
  return {
    hidden: first.hidden,
    deliver(to) {
      take = to;
      for (const arrival of early.splice(0)) if (arrival !== first || !isEmpty(first)) to(arrival);
    },
  };
}

function readSecond(data: unknown): CommandLine {
  const read = secondInstance.safeParse(data);
  return read.success
    ? readCommandLine(read.data.args, read.data.cwd)
    : { offers: [], files: [], hidden: false, args: [] };
}

function isEmpty({ offers, files }: CommandLine): boolean {
  return offers.length + files.length === 0;
}
