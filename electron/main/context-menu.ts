/** The menu of a right click, or of the menu key, in every page of the app. */
import { app, BrowserWindow, clipboard, Menu, type Event, type WebContents } from "electron";
import { contextMenuTemplate } from "./context-menu-template.ts";
import type { ShellWords } from "./words.ts";

/** Shows it from now on, in pages that are made from now on. Returns a function that makes it stop. */
export function followContextMenu(words: () => ShellWords, report: (error: unknown) => void): () => void {
  const copyText = (text: string) => void clipboard.writeText(text).catch(report);
  function made(_event: Event, contents: WebContents): void {
    contents.on("context-menu", (_event, params) => {
      const template = contextMenuTemplate(params, words(), copyText);
      const window = BrowserWindow.fromWebContents(contents);
      if (template.length === 0 || !window) return;
      const { x, y, frame, menuSourceType } = params;
      // The place is given, since the menu key is not where the mouse is.
      Menu.buildFromTemplate(template).popup({
        window,
        x,
        y,
        sourceType: menuSourceType,
        ...(frame && { frame }),
      });
    });
  }
  app.on("web-contents-created", made);
  return () => void app.off("web-contents-created", made);
}
