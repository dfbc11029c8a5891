/** Offers the address of a file that is in the clipboard when the window comes to the front. */
import { app, clipboard } from "electron";
import type { NewOffer } from "../common/views.ts";
import { clipboardLink } from "./clipboard-link.ts";

/** Follows the focus. `wanted` is asked each time; each address is offered once, however often the window is left. */
export function followClipboard(wanted: () => boolean, offer: (offer: NewOffer) => void): void {
  let last: string | undefined;
  async function look(): Promise<void> {
    const url = clipboardLink(await clipboard.readText());
    if (url !== undefined && url !== last) offer({ url, from: "clipboard" });
    last = url;
  }
  app.on("browser-window-focus", () => {
    // A clipboard that another program holds locked is looked at the next time.
    if (wanted()) look().catch(() => undefined);
  });
}
