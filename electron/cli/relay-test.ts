/** `detour relay test`: a relay's health, check by check. */
import { parseSource } from "../common/source.ts";
import { relayNames } from "../common/relay-spec.ts";
import type { NamedRelay } from "../engine/types.ts";
import { checkHealth, type Health } from "../engine/health/health-check.ts";
import { resolveSystem } from "../engine/routes/system.ts";
import { proxyFromEnvironment } from "../engine/routes/system-proxy.ts";
import { systemClock } from "../engine/clock.ts";
import { createTrafficBook } from "../engine/pool/traffic-book.ts";
import type { Store } from "../engine/store/store.ts";
import type { Context } from "./context.ts";
import { exitStatus } from "./exit-status.ts";
import { done, interrupted, type Outcome } from "./outcome.ts";
import { namedRows, parseRelayChoice, unknownRelay } from "./relays.ts";
import { openUserStore } from "./session.ts";
import { printable } from "./text.ts";

export interface RelayTestOptions {
  readonly url?: string;
  /** False where nothing may go direct. */
  readonly direct: boolean;
}

/** Tests one relay. Failed where it cannot be used. Throws AppError for a malformed spec or address, or an unknown name. */
export async function relayTest(
  typed: string,
  options: RelayTestOptions,
  { output, interrupts, log }: Context,
): Promise<Outcome> {
  const source = options.url === undefined ? undefined : parseSource(options.url);
  const store = openUserStore();
  const traffic = createTrafficBook(store, systemClock, log);
  const stop = new AbortController();
  let result: Health | undefined;
  try {
    const chosen = relayOf(typed, store);
    const [relay = chosen] = source ? await resolveSystem([chosen], source, systemProxy) : [];
    const health = checkHealth({
      relay,
      ...(source && { source }),
      direct: options.direct,
      traffic: (one) => traffic.trafficOf(one),
      clock: systemClock,
      signal: stop.signal,
    });
    result = (await Promise.race([health, interrupts.first])) || undefined;
    if (!result) {
      stop.abort(new Error("interrupted"));
      await health.catch(() => undefined);
    }
  } finally {
    traffic.close();
    store.close();
  }
  if (!result) return interrupted;
  output.line({ event: "tested", checks: result.checks, verdict: result.verdict });
  output.result(healthText(result));
  return result.grade === "unusable" ? { status: exitStatus.failed } : done;
}

async function systemProxy(source: URL): Promise<string | undefined> {
  return proxyFromEnvironment(source, process.env);
}

function relayOf(typed: string, store: Pick<Store, "relays">): NamedRelay {
  const choice = parseRelayChoice(typed);
  if ("spec" in choice) return { name: relayNames([choice.spec])[0] ?? "relay", spec: choice.spec };
  const saved = namedRows(store.relays.list()).find(({ name }) => name === choice.saved);
  if (!saved) throw unknownRelay(choice.saved);
  return { name: saved.name, spec: saved.spec };
}

/** The checks, a line each, and the verdict under it. */
export function healthText({ checks, verdict }: Health): string {
  const lines = checks.map(
    ({ check, ok, detail }) =>
      `${ok === null ? "- " : ok ? "ok" : "NO"}  ${check.padEnd(12)}  ${printable(detail)}`,
  );
  return [...lines, "", printable(verdict)].join("\n");
}
