/** Which network this machine is on: roads that are good at home may be bad in a hotel. */
import { createHash } from "node:crypto";
import { networkInterfaces, type NetworkInterfaceInfo } from "node:os";

/**
 * A name for the present network that tells nothing about it: a digest of the networks that the machine's addresses are
 * in. IPv6 addresses of this link only say nothing, and of the others only the site's part (the first 48 bits) is stable.
 */
export function networkName(
  interfaces: Readonly<Record<string, NetworkInterfaceInfo[] | undefined>> = presentInterfaces(),
): string {
  const networks = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !address.toLowerCase().startsWith("fe80:"))
    .map((one) => (one.family === "IPv4" ? ipv4Network(one) : ipv6Site(one.address)));
  const all = [...new Set(networks)].sort().join(" ");
  return createHash("sha256").update(all).digest("base64url").slice(0, 16);
}

/** Some systems keep them from programs: then all networks are one. */
function presentInterfaces(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces();
  } catch {
    return {};
  }
}

function ipv4Network({ address, netmask }: NetworkInterfaceInfo): string {
  const mask = netmask.split(".").map(Number);
  return address
    .split(".")
    .map((part, at) => Number(part) & (mask[at] ?? 0))
    .join(".");
}

function ipv6Site(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  // `a::b`: what is left out is zeros.
  if (tail !== undefined) while (groups.length < 3) groups.push("0");
  return groups
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
