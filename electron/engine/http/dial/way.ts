/** How a route's connections are made: what stands between here and the server of a request. */
import type net from "node:net";

/** The TLS of one end. */
export interface Secure {
  /** Whose certificate it must be; undefined for a bare address, which sends no name. */
  readonly host: string;
  /** SHA-256 of the only certificate that is trusted, lower-case hexadecimal; undefined trusts who the system trusts. */
  readonly pin?: string;
}

export interface Way {
  /** Where TCP leads. */
  readonly host: string;
  readonly port: number;
  /** Looks its name up; the system unless given. What it gives is what is connected to. */
  readonly lookup?: net.LookupFunction;
  /** The relay that stands there, by its name in this run; undefined where the server itself does. */
  readonly relay?: string;
  /** TLS to the relay. */
  readonly relayTls?: Secure;
  /**
   * Asks the relay for a connection to the server, on a socket that reads nothing else. Resolves when what follows is the
   * server's; rejects with AppError `relay-*` or what the socket said.
   */
  readonly handshake?: (socket: net.Socket) => Promise<void>;
  /** TLS to the server; undefined where it speaks plain HTTP, or where the relay is asked by the absolute address. */
  readonly serverTls?: Secure;
  /** Whether the relay takes its requests in absolute form (RFC 9112, 3.2.2). */
  readonly absolute?: boolean;
}

/** The way to the server of an address on the wire. Looks nothing up, but where the route's kind says so. */
export type WayTo = (url: URL) => Way;

/** A URL's hostname as a socket takes it: an IPv6 address without brackets. */
export function socketHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/** Host and port of an address, as a socket takes them. */
export function serverOf(url: URL): { readonly host: string; readonly port: number } {
  return {
    host: socketHost(url.hostname),
    port: Number(url.port) || (url.protocol === "https:" ? 443 : 80),
  };
}

/** The way without anything between. `pin`: see Secure. */
export function straight(url: URL, pin?: string): Way {
  const { host, port } = serverOf(url);
  return url.protocol === "https:"
    ? { host, port, serverTls: { host, ...(pin === undefined ? {} : { pin }) } }
    : { host, port };
}
