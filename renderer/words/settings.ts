/** The settings' words, and which of them a person looks for. Pure. */
import type { AppInfo, SettingsView } from "../../electron/common/views.ts";
import type { Words } from "./words.ts";

export type SettingName = keyof SettingsView;

/** In the order of the page; `desktop` ones mean nothing in a browser. */
const order = [
  { name: "folder" },
  { name: "folderRules" },
  { name: "connections" },
  { name: "atOnce" },
  { name: "limit" },
  { name: "schedule" },
  { name: "pace" },
  { name: "slowLimit" },
  { name: "retries" },
  { name: "retryWait" },
  { name: "goOnAtStart" },
  { name: "mode" },
  { name: "onFinish" },
  { name: "keepDays" },
  { name: "keepCount" },
  { name: "notify", desktop: true },
  { name: "keepAwake", desktop: true },
  { name: "closeToTray", desktop: true },
  { name: "autostart", desktop: true },
  { name: "clipboard", desktop: true },
  { name: "keychain", desktop: true },
  { name: "updates", desktop: true },
  { name: "language" },
] as const satisfies readonly { readonly name: SettingName; readonly desktop?: true }[];

/** Settings that are a yes or a no. */
export type SwitchName = Extract<(typeof order)[number], { readonly desktop: true }>["name"] | "goOnAtStart";

export interface SettingWords {
  readonly name: SettingName;
  readonly label: string;
  readonly hint: string;
}

/** Label and hint of a setting. */
export function settingWords({ say }: Words, name: SettingName): SettingWords {
  switch (name) {
    case "language":
      return { name, label: say("settings.language"), hint: say("settings.language.system") };
    case "mode":
      return { name, label: say("settings.mode"), hint: "" };
    case "folder":
    case "folderRules":
    case "connections":
    case "atOnce":
    case "limit":
    case "schedule":
    case "pace":
    case "slowLimit":
    case "onFinish":
    case "keepDays":
    case "keepCount":
    case "retries":
    case "retryWait":
    case "goOnAtStart":
    case "notify":
    case "keepAwake":
    case "closeToTray":
    case "autostart":
    case "clipboard":
    case "keychain":
    case "updates":
      return { name, label: say(`settings.${name}`), hint: say(`settings.${name}Hint`) };
    default:
      return name satisfies never;
  }
}

/** The settings of this host that have every word of the query in label or hint; all of them for an empty one. */
export function findSettings(words: Words, host: AppInfo["host"], query: string): readonly SettingName[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  return order
    .filter((one) => !("desktop" in one) || host === "electron")
    .map(({ name }) => name)
    .filter((name) => {
      const { label, hint } = settingWords(words, name);
      const text = `${label} ${hint} ${name}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
}
