import { lookup } from "node:dns/promises";
import net from "node:net";
import type { ProxyAddress } from "../../common/proxy-address.ts";
import type { RelayOptions } from "../../common/relay-spec.ts";
import { socksThrough } from "../http/dial/socks.ts";
import { serverOf, socketHost } from "../http/dial/way.ts";
import { resolveLocation } from "./location.ts";
import type { Route } from "./route.ts";

/** A SOCKS5 proxy (RFC 1928). `socks5h` lets it look names up; `socks5` looks them up here. */
export function socksRoute(
  name: string,
  address: ProxyAddress & { readonly kind: "socks5" | "socks5h" },
  options: RelayOptions,
): Route {
  const { kind, host, port, signIn } = address;
  return {
    name,
    kind,
    own: options.own,
    endToEnd: true,
    covers: () => true,
    request: (source) => ({ url: source, headers: {} }),
    way(url) {
      const server = serverOf(url);
      return {
        host: socketHost(host),
        port,
        relay: name,
        async handshake(socket) {
          const remote = kind === "socks5" ? await addressOf(server.host) : server.host;
          await socksThrough(socket, { relay: name, host: remote, port: server.port, signIn });
        },
        ...(url.protocol === "https:" ? { serverTls: { host: server.host } } : {}),
      };
    },
    unmap: resolveLocation,
  };
}

/** Rejects as Node's look-up does: the name is the server's, not the relay's. */
async function addressOf(host: string): Promise<string> {
  return net.isIP(host) === 0 ? (await lookup(host)).address : host;
}
