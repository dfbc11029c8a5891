import { createVoices } from "../../../renderer/words/i18n.ts";

/** The app's voice in both languages. */
export const voices = createVoices();
export const { en } = voices;
export const zh = voices["zh-CN"];
