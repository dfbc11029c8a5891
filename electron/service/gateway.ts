/** The gateway as the app runs it: on or off, what flows through it, by the user's rules. */
import { z } from "zod";
import type { Emit } from "../common/contract.ts";
import { describe } from "../common/errors.ts";
import type { GatewayView, Mode } from "../common/views.ts";
import type { Gateway } from "../engine/gateway/gateway.ts";
import type { Log } from "../engine/log.ts";
import type { Store } from "../engine/store/store.ts";
import type { Engine, NamedRelay } from "../engine/types.ts";
import { createTurns } from "./in-turn.ts";
import { applyRules, readRules } from "./rules.ts";

const everyMs = 1000;
const key = "gateway";
const last = z.object({ port: z.int(), proxyPort: z.int(), token: z.string().regex(/^[\w-]{16,}$/) });

export interface GatewaySwitch {
  view(): GatewayView;
  /** Starts it, on the ports of the last time where they are free. Rejects with the system's error. */
  start(allowPrivate: boolean): Promise<GatewayView>;
  stop(): Promise<GatewayView>;
  close(): Promise<void>;
}

/** Makes the switch; off. In: what counts without a rule. */
export function createGatewaySwitch(
  engine: Engine,
  store: Store,
  usual: () => { readonly mode: Mode; readonly relays: readonly NamedRelay[]; readonly connections: number },
  emit: Emit,
  log: Log,
): GatewaySwitch {
  let running: { readonly gateway: Gateway; readonly allowPrivate: boolean } | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** One at a time: a start that follows a stop waits for it. */
  const inTurn = createTurns();
  const view = (): GatewayView => ({
    running: running !== undefined,
    url: running?.gateway.url ?? null,
    proxy: running?.gateway.proxy ?? null,
    allowPrivate: running?.allowPrivate ?? false,
    flows: running?.gateway.flows() ?? [],
    totals: running?.gateway.totals() ?? [],
  });
  const tell = () => emit("gateway.changed", view());
  /** While something flows, its figures change by themselves; nothing is said while nothing does. */
  let moved = false;

  async function open(allowPrivate: boolean): Promise<Gateway> {
    const request = {
      allowPrivate,
      connections: usual().connections,
      plan: (source: URL) => applyRules(readRules(store), source, usual()),
      changed: () => {
        moved = true;
      },
    };
    const before = last.safeParse(store.settings.get(key)).data;
    if (!before) return engine.gateway(request);
    const { port, proxyPort, token } = before;
    // Programs were told the addresses: the same ones serve them again. Another program may have taken a port.
    return engine
      .gateway({ ...request, port, proxyPort, token })
      .catch(() => engine.gateway({ ...request, token }));
  }

  async function start(allowPrivate: boolean): Promise<GatewayView> {
    if (running?.allowPrivate === allowPrivate) return view();
    if (running) await stop();
    const gateway = await open(allowPrivate);
    running = { gateway, allowPrivate };
    remember(gateway);
    timer = setInterval(() => {
      const flows = gateway.flows();
      if (!moved && flows.every(({ over }) => over)) return;
      moved = flows.length > 0;
      tell();
    }, everyMs).unref();
    tell();
    return view();
  }

  /** It runs by now: a store that cannot be written costs only that it has other addresses the next time. */
  function remember({ url, proxy }: Gateway): void {
    const { port, pathname } = new URL(url);
    const proxyPort = Number(new URL(proxy).port);
    try {
      store.settings.set(key, { port: Number(port), proxyPort, token: pathname.slice(1) });
    } catch (error) {
      log.warn({ error: describe(error) }, "the gateway's addresses could not be kept");
    }
  }

  async function stop(): Promise<GatewayView> {
    clearInterval(timer);
    const before = running;
    running = undefined;
    await before?.gateway.close();
    tell();
    return view();
  }

  return {
    view,
    start: (allowPrivate) => inTurn(() => start(allowPrivate)),
    stop: () => inTurn(stop),
    close: async () => void (await inTurn(stop)),
  };
}
