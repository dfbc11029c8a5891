import type { RelayOptions } from "../../common/relay-spec.ts";

/** The headers that the relay itself wants: its token, if it has one. */
export function relayHeaders(options: RelayOptions): Readonly<Record<string, string>> {
  return options.token === undefined
    ? {}
    : { [(options.header ?? "x-relay-token").toLowerCase()]: options.token };
}
