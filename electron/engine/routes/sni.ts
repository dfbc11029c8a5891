import net from "node:net";
import { AppError } from "../../common/errors.ts";
import type { ProxyAddress } from "../../common/proxy-address.ts";
import type { RelayOptions } from "../../common/relay-spec.ts";
import { socketHost, serverOf } from "../http/dial/way.ts";
import { resolveLocation } from "./location.ts";
import type { Route } from "./route.ts";

/**
 * A relay that passes TLS through to the host that the client names (RFC 6066, section 3): TCP leads to the relay, TLS and
 * the request to the origin. It serves https on port 443, and host names only: a bare address sends no name.
 */
export function sniRoute(name: string, address: ProxyAddress, options: RelayOptions): Route {
  return {
    name,
    kind: "sni",
    own: options.own,
    endToEnd: true,
    covers,
    request(source) {
      if (!covers(source)) throw new AppError("not-covered", { relay: name, host: source.host });
      return { url: source, headers: {} };
    },
    way: (url) => ({
      host: socketHost(address.host),
      port: address.port,
      relay: name,
      serverTls: { host: serverOf(url).host },
    }),
    unmap: resolveLocation,
  };
}

function covers({ protocol, port, hostname }: URL): boolean {
  return protocol === "https:" && (port === "" || port === "443") && net.isIP(socketHost(hostname)) === 0;
}
