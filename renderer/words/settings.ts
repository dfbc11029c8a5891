/** The settings' words, and which of them a person looks for. Pure. */
import type { AppInfo, SettingsView } from "../../electron/common/views.ts";
import { breakable } from "./unbroken.ts";
import type { Words } from "./words.ts";

export type SettingName = keyof SettingsView;

/** In the order of the page, under its headings; `desktop` ones mean nothing in a browser. */
const order = [
  { group: "folders", names: ["folder", "folderRules"] },
  {
    group: "downloads",
    names: ["mode", "atOnce", "connections", "onFinish", "retries", "retryWait", "goOnAtStart"],
  },
  { group: "speed", names: ["limit", "schedule", "pace", "slowLimit"] },
  { group: "list", names: ["keepDays", "keepCount"] },
  { group: "look", names: ["theme", "language"] },
  { group: "system", desktop: true, names: ["notify", "keepAwake", "closeToTray", "autostart", "clipboard"] },
  { group: "private", desktop: true, names: ["keychain", "updates"] },
] as const satisfies readonly {
  readonly group: string;
  readonly desktop?: true;
  readonly names: readonly SettingName[];
}[];

/** What settings belong together. */
export type SettingGroup = (typeof order)[number]["group"];

/** Settings that are a yes or a no. */
export type SwitchName =
  | Extract<(typeof order)[number], { readonly desktop: true }>["names"][number]
  | "goOnAtStart";

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
    case "theme":
      return {
        name,
        label: say("settings.theme"),
        hint: `${say("settings.theme.light")} ${say("settings.theme.dark")}`,
      };
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

export interface FoundSettings {
  readonly group: SettingGroup;
  readonly names: readonly SettingName[];
}

/**
 * The settings of this host that have every word of the query in label, hint or heading; all of them for an empty one. In
 * their groups, and none that is empty.
 */
export function findSettings(words: Words, host: AppInfo["host"], query: string): readonly FoundSettings[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  return order
    .filter((one) => !("desktop" in one) || host === "electron")
    .map(({ group, names }) => ({
      group,
      names: names.filter((name: SettingName) => {
        const { label, hint } = settingWords(words, name);
        const text = breakable(
          `${label} ${hint} ${name} ${words.say(`settings.group.${group}`)}`,
        ).toLowerCase();
        return wanted.every((word) => text.includes(word));
      }),
    }))
    .filter(({ names }) => names.length > 0);
}
