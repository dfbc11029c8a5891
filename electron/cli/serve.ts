/** `detour serve`: the app in the browser, without Electron, until it is interrupted. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { AppError, describe } from "../common/errors.ts";
import { createHeadlessDesktop, hasDisplay } from "../headless/desktop.ts";
import { startHeadless } from "../headless/host.ts";
import { isLoopback } from "../headless/loopback.ts";
import { appPracticeSize, startPractice } from "../practice/practice.ts";
import { readLicences } from "../service/licences.ts";
import { createService } from "../service/create-service.ts";
import type { Context } from "./context.ts";
import { badOption } from "./options.ts";
import { done, type Outcome } from "./outcome.ts";
import { withSession, type Session } from "./session.ts";
import { openVault } from "../service/vault.ts";
import { version } from "./version.ts";

export interface ServeOptions {
  readonly port?: number;
  /** Undefined where neither --open nor --no-open was given. */
  readonly open?: boolean;
  readonly listen?: string;
  readonly passwordFile?: string;
}

/** Serves the app and runs until it is interrupted, which is its ordinary end (status 0). */
export function serve(options: ServeOptions, context: Context): Promise<Outcome> {
  const remote = options.listen !== undefined && !isLoopback(options.listen);
  if (remote && options.passwordFile === undefined)
    throw badOption("--listen", "beyond this machine, --password-file is needed too");
  const password = options.passwordFile === undefined ? undefined : readPassword(options.passwordFile);
  const rendererDir = findRenderer();
  const work = async ({ store, engine }: Session) => {
    const { output, interrupts, log } = context;
    const report = (error: unknown) => log.error({ error: describe(error) }, "headless host");
    const desktop = createHeadlessDesktop({ remote });
    const service = createService({
      engine,
      store,
      desktop,
      startPractice: () => startPractice({ size: appPracticeSize }),
      version,
      log,
      updater: { way: "npm" },
      vault: openVault({ store, keychain: desktop.keychain, wanted: false, log, now: Date.now }),
      licences: () => readLicences(path.join(rendererDir, "../cli")),
    });
    const host = await startHeadless({
      service,
      rendererDir,
      ...(options.port !== undefined && { port: options.port }),
      ...(options.listen !== undefined && { listen: options.listen }),
      ...(password !== undefined && { password }),
      log,
      report,
    });
    try {
      output.line({ event: "serving", url: host.url });
      output.result(`Detour is at ${host.url}`);
      // A script that reads JSON did not ask for a window; a person at a display did.
      if (options.open ?? (!output.json && hasDisplay())) await openBrowser(host.url, context);
      if (!output.json) output.say("Ctrl-C ends it.");
      await interrupts.first;
    } finally {
      await host.close();
      await service.close();
    }
    return done;
  };
  return withSession(context.log, work, true);
}

async function openBrowser(url: string, { output }: Context): Promise<void> {
  try {
    const { default: open } = await import("open");
    const browser = await open(url);
    browser.on("error", () => undefined);
  } catch (error) {
    output.say(`The browser could not be opened (${describe(error)}). Open the address yourself.`);
  }
}

function readPassword(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw badOption("--password-file", describe(error));
  }
  const password = text.split(/\r?\n/, 1)[0] ?? "";
  if (password === "") throw badOption("--password-file", "its first line is empty");
  return password;
}

/** The built renderer: beside the built command line, or, from source, in the checkout's out/. */
function findRenderer(): string {
  const here = import.meta.dirname;
  const places = [path.join(here, "../renderer"), path.join(here, "../../out/renderer")];
  const found = places.find((folder) => existsSync(path.join(folder, "index.html")));
  if (found) return found;
  throw new AppError("not-available", { detail: "the app was not built; run npm run build first" });
}
