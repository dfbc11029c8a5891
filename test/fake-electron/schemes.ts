/** The app's own schemes. Chromium over CDP knows none, so `app://bundle/x` is `https://bundle.app.fake-electron/x` there. */
import { isReady, mustBeReady } from "./lifecycle.ts";
import { strict } from "./strict.ts";

export type SchemeHandler = (request: Request) => Response | Promise<Response>;

const known = /^(https?|file|about|data|blob|devtools):/;
const handlers = new Map<string, SchemeHandler>();

export const toReal = (url: string): string =>
  known.test(url) ? url : url.replace(/^([^:]+):\/\/([^/?#]*)/, "https://$2.$1.fake-electron");

export const toApp = (url: string): string =>
  url.replace(/^https:\/\/([^/?#]*)\.([^./?#]+)\.fake-electron/, "$2://$1");

/** The handler of a URL's scheme, if the app has one. */
export const handlerOf = (url: string): SchemeHandler | undefined =>
  handlers.get(new URL(url).protocol.slice(0, -1));

export const protocol = strict("protocol", {
  registerSchemesAsPrivileged: (_schemes: unknown): void => {
    if (isReady())
      throw new Error("protocol.registerSchemesAsPrivileged should be called before app is ready");
  },
  handle: (scheme: string, handler: SchemeHandler): void => {
    mustBeReady("protocol.handle");
    handlers.set(scheme, handler);
  },
  unhandle: (scheme: string): void => void handlers.delete(scheme),
  isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
});
