/** Settings as a file, to take them to another machine. Pure. */
import { settingsView, type SettingsView } from "../../electron/common/views.ts";

/** Marks the file, so that another program's JSON is not taken for it. */
const mark = "detour-settings";

export const settingsFileName = "detour-settings.json";

/** The text of such a file. The settings hold no secrets: relays, which may, are not among them. */
export function printSettings(settings: SettingsView): string {
  return `${JSON.stringify({ [mark]: 1, settings }, undefined, 2)}\n`;
}

/** What a file says. */
export interface ReadSettings {
  readonly settings: Partial<SettingsView>;
  /** Names of what is not known here, or has a value that cannot be. */
  readonly leftOut: readonly string[];
}

/** Reads a file, each setting by itself; undefined for what is no such file. */
export function readSettings(text: string): ReadSettings | undefined {
  const file = parse(text);
  if (!file || !(mark in file) || !isObject(file["settings"])) return undefined;
  const checks = settingsView.partial().strict();
  const all = Object.entries(file["settings"]).map(([name, value]) => ({
    name,
    read: checks.safeParse({ [name]: value }),
  }));
  return {
    settings: Object.assign({}, ...all.map(({ read }) => read.data ?? {})) as Partial<SettingsView>,
    leftOut: all.filter(({ read }) => !read.success).map(({ name }) => name),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
