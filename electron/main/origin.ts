/** The one place the window may be: the app's own scheme and host. */

export const scheme = "app";
export const host = "bundle";
export const start = `${scheme}://${host}/index.html`;

/**
 * Whether a URL is the app's own. Compares parsed parts: `origin` of a custom scheme is the text `null`, and a prefix
 * would let `app://bundle.evil` pass.
 */
export function isOwnUrl(url: string): boolean {
  try {
    const parsed = new URL(url);
    return parsed.protocol === `${scheme}:` && parsed.host === host && !parsed.username && !parsed.password;
  } catch {
    return false;
  }
}

/** What the sender check needs of Electron's WebFrameMain. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** Whether a call comes from our own page's main frame. Null is a frame that is gone. */
export function isTrustedSender(frame: SenderFrame | null): boolean {
  return frame !== null && frame.parent === null && isOwnUrl(frame.url);
}
