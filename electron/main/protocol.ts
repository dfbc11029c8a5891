/**
 * `app://bundle/...`: the built renderer under a scheme of its own, so that the page has an origin, a policy and no
 * reach into the file system.
 */
import { protocol } from "electron";
import { answer } from "./bundle.ts";
import { scheme } from "./origin.ts";

/** Tells Chromium of the scheme. Must run before the app is ready, once. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the folder of the built renderer. Must run after the app is ready. */
export function serveBundle(root: string): void {
  protocol.handle(scheme, (request) => answer(root, request));
}
