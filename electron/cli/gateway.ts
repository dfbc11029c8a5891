/** `detour gateway`: the routes for every other program on this machine, until it is interrupted. */
import { describe } from "../common/errors.ts";
import type { Mode } from "../common/views.ts";
import { applyRules, readRules } from "../service/rules.ts";
import type { Context } from "./context.ts";
import { connectionsOf } from "./defaults.ts";
import { badOption } from "./options.ts";
import { done, type Outcome } from "./outcome.ts";
import { chooseRelays, parseRelayChoice } from "./relays.ts";
import { withSession } from "./session.ts";

export interface GatewayCommandOptions {
  readonly port?: number;
  readonly proxyPort?: number;
  readonly relay?: readonly string[];
  readonly route: Mode;
  /** Bytes a second. */
  readonly limit?: number;
  readonly allowPrivate?: true;
}

/** Runs the gateway. An interrupt is its ordinary end (status 0). Throws AppError where it cannot begin. */
export function gateway(options: GatewayCommandOptions, context: Context): Promise<Outcome> {
  const choices = (options.relay ?? []).map((typed) => parseRelayChoice(typed));
  return withSession(context.log, async ({ store, engine }) => {
    const { output, interrupts } = context;
    // A name that is not saved is a mistake now, not at the first request.
    chooseRelays(choices, store.relays.list());
    if (options.limit !== undefined) engine.setLimit(options.limit);
    const running = await engine
      .gateway({
        // What is saved, banned, used up or ruled meanwhile counts from the next request on.
        plan: (source) =>
          applyRules(readRules(store), source, {
            relays: chooseRelays(choices, store.relays.list()),
            mode: options.route,
          }),
        connections: connectionsOf(store),
        ...(options.port !== undefined && { port: options.port }),
        ...(options.proxyPort !== undefined && { proxyPort: options.proxyPort }),
        ...(options.allowPrivate && { allowPrivate: true }),
      })
      .catch((error: unknown) => {
        throw badOption("--port", `it cannot be listened on (${describe(error)})`);
      });
    try {
      output.line({ event: "gateway", url: running.url, proxy: running.proxy });
      output.result(readyText(running.url, running.proxy));
      await interrupts.first;
    } finally {
      await running.close();
    }
    return done;
  });
}

function readyText(url: string, proxy: string): string {
  return [
    "The gateway is running, for programs on this machine alone.",
    "",
    "For a program that takes an address, https included (keep it to yourself: it holds a secret):",
    "",
    `  ${url}/https/host/path`,
    "",
    "For programs that take a proxy (http is fetched over many connections, https passed through one):",
    "",
    `  export http_proxy=${proxy} https_proxy=${proxy}`,
    "",
    "Ctrl-C ends it.",
  ].join("\n");
}
