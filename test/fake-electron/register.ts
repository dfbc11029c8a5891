/** Makes `electron` mean the stand-in: for the app, for Playwright's loader and for the inspector's `require`. */
import { registerHooks } from "node:module";

const standIn = new URL("electron.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/main|\/common)?$/.test(specifier)
      ? { url: standIn, format: "module-typescript", shortCircuit: true }
      : next(specifier, context),
});
