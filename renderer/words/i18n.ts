/** i18next with the app's texts, and which language to speak. */
import { createInstance, type i18n } from "i18next";
import type { SettingsView } from "../../electron/common/views.ts";
import { en } from "../locales/en.ts";
import { zhCN } from "../locales/zh-CN.ts";
import { createWords, languages, type Language, type Words } from "./words.ts";

function createI18n(): i18n {
  const instance = createInstance();
  // The texts are in the bundle, so this is done before it returns. Places are filled by words.ts, as in errors.
  void instance.init({
    lng: "en",
    fallbackLng: "en",
    supportedLngs: languages,
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: en }, "zh-CN": { translation: zhCN } },
  });
  return instance;
}

/** The app's voice in each language, made once. */
export function createVoices(): Readonly<Record<Language, Words>> {
  const i18n = createI18n();
  return { en: createWords(i18n, "en"), "zh-CN": createWords(i18n, "zh-CN") };
}

/** The language to speak: the one that was chosen, else the system's where we have it, else English. */
export function chooseLanguage(chosen: SettingsView["language"], system: string): Language {
  if (chosen !== "system") return chosen;
  return system.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}
