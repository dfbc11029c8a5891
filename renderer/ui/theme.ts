import type { SettingsView } from "../../electron/common/views.ts";

export type Theme = SettingsView["theme"];

/** Draws the page light or dark from now on, or as the system is. */
export function applyTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset["theme"];
  else dataset["theme"] = theme;
}

/** Hears of each change between light and dark, by the person or the system, until the returned function is called. */
export function onThemeChange(hear: () => void): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = new MutationObserver(hear);
  dark.addEventListener("change", hear);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    dark.removeEventListener("change", hear);
    chosen.disconnect();
  };
}
