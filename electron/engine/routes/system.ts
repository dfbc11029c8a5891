/** The relay `system:`: whatever proxy the system uses for an address, looked up when a download or a comparison begins. */
import { AppError } from "../../common/errors.ts";
import { parseRelaySpec, type RelaySpec } from "../../common/relay-spec.ts";
import type { NamedRelay } from "../types.ts";
import type { Route } from "./route.ts";

/** Out: the address of the proxy for a source, as a relay spec; undefined where the system goes direct. */
export type SystemProxy = (source: URL) => Promise<string | undefined>;

/**
 * Puts the system's proxy in the place of each `system:`. One for which the system goes direct stays as it is, and covers
 * nothing: it would be the direct route again. So does one whose look-up failed.
 */
export async function resolveSystem(
  relays: readonly NamedRelay[],
  source: URL,
  systemProxy: SystemProxy | undefined,
): Promise<NamedRelay[]> {
  return Promise.all(
    relays.map(async (relay) => {
      if (relay.spec.kind !== "system") return relay;
      const { options } = relay.spec;
      const found = await systemProxy?.(source).catch(() => undefined);
      const spec = found === undefined ? undefined : readSpec(found);
      return spec ? { ...relay, spec: { ...spec, options }, standsFor: relay.spec } : relay;
    }),
  );
}

/** The proxy's address is what the system says: what is none of ours to read is as good as none. */
function readSpec(text: string): RelaySpec | undefined {
  try {
    return parseRelaySpec(text);
  } catch {
    return undefined;
  }
}

/** The route of a `system:` for which there is no proxy. */
export function noProxyRoute(name: string, own: boolean): Route {
  return {
    name,
    kind: "system",
    own,
    endToEnd: true,
    covers: () => false,
    request: (source) => {
      throw new AppError("system-direct", { relay: name, host: source.host });
    },
    unmap: (location, source) => new URL(location, source),
  };
}
