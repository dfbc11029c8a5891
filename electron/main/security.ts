/**
 * What a page may not do, from Electron's security checklist: leave the app, open windows, embed other pages, or get
 * permissions. Links to the web open in the user's browser.
 */
import { shell, type Session, type WebContents } from "electron";
import { externalUrl } from "./external-url.ts";
import { isOwnUrl } from "./origin.ts";

function stay(event: { readonly url: string; preventDefault(): void }): void {
  if (!isOwnUrl(event.url)) event.preventDefault();
}

/** Keeps one page where it belongs. To be called for every page at its creation. */
export function guardContents(contents: WebContents): void {
  contents.on("will-navigate", stay);
  contents.on("will-redirect", stay);
  contents.on("will-frame-navigate", stay);
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const external = externalUrl(url);
    if (external) setImmediate(() => void shell.openExternal(external));
    return { action: "deny" };
  });
}

/** The one thing the page asks for: a copy button writes text. Reading the clipboard stays denied. */
const copying = "clipboard-sanitized-write";

/** Denies every permission but copying text to the clipboard, and that to our own page alone. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(permission === copying && isOwnUrl(details.requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === copying && isOwnUrl(origin),
  );
  session.setDevicePermissionHandler(() => false);
}
