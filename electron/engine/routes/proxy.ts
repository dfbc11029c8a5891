import type { ProxyAddress } from "../../common/proxy-address.ts";
import type { RelayOptions } from "../../common/relay-spec.ts";
import { basicFor, connectThrough } from "../http/dial/connect.ts";
import { serverOf, socketHost } from "../http/dial/way.ts";
import { resolveLocation } from "./location.ts";
import { relayHeaders } from "./relay-headers.ts";
import type { Route } from "./route.ts";

/**
 * An HTTP proxy: https sources go through a tunnel (CONNECT, RFC 9110, 9.3.6), http sources are asked for by their whole
 * address (RFC 9112, 3.2.2). The proxy looks names up.
 */
export function proxyRoute(
  name: string,
  address: ProxyAddress & { readonly kind: "http" | "https" },
  options: RelayOptions,
): Route {
  const { kind, host, port, signIn } = address;
  const toProxy = {
    ...(signIn ? { "proxy-authorization": basicFor(signIn) } : {}),
    ...relayHeaders(options),
  };
  const relayTls = kind === "https" ? { relayTls: { host: socketHost(host), ...pinOf(options) } } : {};
  return {
    name,
    kind,
    own: options.own,
    endToEnd: true,
    covers: () => true,
    request: (source) => ({ url: source, headers: source.protocol === "https:" ? {} : toProxy }),
    way: (url) => ({
      host: socketHost(host),
      port,
      relay: name,
      ...relayTls,
      ...(url.protocol === "https:"
        ? {
            handshake: (socket) =>
              connectThrough(socket, {
                relay: name,
                authority: `${url.hostname}:${serverOf(url).port}`,
                headers: toProxy,
              }),
            serverTls: { host: serverOf(url).host },
          }
        : { absolute: true }),
    }),
    unmap: resolveLocation,
  };
}

function pinOf({ pin }: RelayOptions): { readonly pin?: string } {
  return pin === undefined ? {} : { pin };
}
