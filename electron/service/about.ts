/** What Detour says of itself: where it runs, where it keeps what, and a text for a bug report. */
import { arch, release, type } from "node:os";
import path from "node:path";
import { AppError } from "../common/errors.ts";
import { formatSpeed } from "../common/units.ts";
import type { AboutView, DownloadView, GatewayView, RelayView, SettingsView } from "../common/views.ts";
import type { Desktop } from "./desktop.ts";

export interface AboutParts {
  readonly version: string;
  readonly desktop: Desktop;
  /** The data folder. */
  readonly folder: string;
  readonly settings: () => SettingsView;
  readonly relays: () => readonly RelayView[];
  readonly downloads: () => readonly DownloadView[];
  readonly gateway: () => GatewayView;
  readonly secrets: () => AboutView["secrets"];
}

export interface About {
  view(): AboutView;
  /** English, whatever is spoken: it is read by those who mend. */
  report(): string;
  /** Throws AppError `not-available`. */
  reveal(what: "data" | "log"): Promise<void>;
}

/** Any file of the data folder: file managers show it in its folder. */
const someFile = "detour.sqlite";

export function createAbout(parts: AboutParts): About {
  const { version, desktop, folder } = parts;
  const view = (): AboutView => ({
    system: `${type()} ${release()} ${arch()}`,
    runtime: [...desktop.runtime],
    dataFolder: folder,
    logFile: desktop.logFile,
    secrets: parts.secrets(),
  });
  return {
    view,
    report() {
      const { system, runtime } = view();
      return reportText(parts, [
        `Detour ${version} (${desktop.host})`,
        `${system}, language ${desktop.locale()}`,
        runtime.join(", "),
      ]);
    },
    async reveal(what) {
      const file = what === "log" ? desktop.logFile : path.join(folder, someFile);
      if (file === null) throw new AppError("not-available", { detail: "this host writes no log file" });
      await desktop.reveal(file);
    },
  };
}

/** Counts and codes only: names, hosts, folders and addresses are nobody's business but the person's. */
function reportText(parts: Omit<AboutParts, "version" | "desktop" | "folder">, lines: string[]): string {
  const { settings, relays, downloads, gateway } = parts;
  const { connections, atOnce, mode, limit } = settings();
  const all = downloads();
  const failures = all.flatMap((one) => [one.failure, ...one.routes.map(({ problem }) => problem)]);
  const gatewayRuns = gateway().running;
  return [
    ...lines,
    `Settings: mode ${mode}, up to ${connections} connections a route, ${atOnce} at once, ${limit === null ? "no limit" : formatSpeed(limit)}`,
    `Relays: ${counted(relays().map(({ kind, use, own }) => [kind, use, ...(own ? ["own"] : [])].join(" ")))}`,
    `Downloads: ${counted(all.map(({ state }) => state))}`,
    `Errors they show: ${counted(failures.flatMap((one) => one?.code ?? []))}`,
    `Gateway: ${gatewayRuns ? "on" : "off"}`,
    `Secrets: ${parts.secrets()}, ${relays().filter(({ locked }) => locked).length} locked`,
    "",
  ].join("\n");
}

/** `done 3, failed 1`, the most frequent first; `none` for nothing. */
function counted(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  return sorted.length === 0 ? "none" : sorted.map(([word, count]) => `${word} ${count}`).join(", ");
}
