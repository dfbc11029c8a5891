/** Which addresses the relay may connect to: the public ones, checked after the name was resolved. */
import { lookup as resolve, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** IANA's special-purpose registries (RFC 6890): what leads to this machine, its own network, or nowhere. */
const special = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  special.addSubnet(net, bits, "ipv4");

/** Only global unicast is public in IPv6, and not all of it. */
const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");
for (const [net, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["3fff::", 20],
] as const)
  special.addSubnet(net, bits, "ipv6");

/** Whether an address (no brackets) is a public one. IPv4 inside IPv6 (mapped, NAT64, 6to4) is judged as that IPv4 address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, "ipv4");
  if (family !== 6 || address.includes("%")) return false;
  const inner = embedded(address);
  if (inner !== undefined) return isPublicAddress(inner);
  return global.check(address, "ipv6") && !special.check(address, "ipv6");
}

/** The IPv4 address in an IPv6 one: ::ffff:0:0/96 (RFC 4291), 64:ff9b::/96 (RFC 6052), 2002::/16 (RFC 3056). */
function embedded(address: string): string | undefined {
  // The address in its canonical form has hexadecimal groups only.
  const text = URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1) ?? "";
  const [, high, low] =
    /^(?:::ffff:|64:ff9b::)([\da-f]{1,4}):([\da-f]{1,4})$/.exec(text) ??
    /^2002:([\da-f]{1,4}):([\da-f]{1,4})(?=:|$)/.exec(text) ??
    [];
  if (high === undefined || low === undefined) return undefined;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join(".");
}

/** The name leads to an address that is not public. */
export class PrivateAddressError extends Error {}

/**
 * A look-up for outgoing connections that gives public addresses alone: what it checked is what is connected to. One that
 * is not public spoils the whole answer, since an honest name has none.
 */
export const publicLookup: LookupFunction = (hostname, options: LookupOptions, callback) => {
  resolve(hostname, { ...options, all: true }, (error: Error | null, found: LookupAddress[]) => {
    const bad =
      error ??
      (found.every(({ address }) => isPublicAddress(address)) ? undefined : new PrivateAddressError());
    const first = found?.[0];
    if (bad || !first) return callback(bad ?? new Error("no address"), "", 0);
    if (options.all) callback(null, found);
    else callback(null, first.address, first.family);
  });
};
