/** How many requests are served at the same time: in all, and for one client. */
import { isIPv6 } from "node:net";

export class Seats {
  readonly #most: number;
  readonly #mostEach: number;
  readonly #taken = new Map<string, number>();
  #all = 0;

  constructor(most: number, mostEach: number) {
    this.#most = most;
    this.#mostEach = mostEach;
  }

  /** Takes a seat for an address. Out: a function that gives it back, once; undefined where all are taken. */
  take(address: string): (() => void) | undefined {
    const client = clientOf(address);
    const before = this.#taken.get(client) ?? 0;
    if (this.#all >= this.#most || before >= this.#mostEach) return undefined;
    this.#all++;
    this.#taken.set(client, before + 1);
    let seated = true;
    return () => {
      if (!seated) return;
      seated = false;
      this.#all--;
      const left = (this.#taken.get(client) ?? 1) - 1;
      if (left === 0) this.#taken.delete(client);
      else this.#taken.set(client, left);
    };
  }
}

/** One client has a whole /64 of IPv6 to choose addresses from. */
function clientOf(address: string): string {
  if (!isIPv6(address) || address.startsWith("::ffff:")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head.split(":");
  if (tail !== undefined) {
    const rest = tail === "" ? [] : tail.split(":");
    while (groups.length + rest.length < 8) groups.push("0");
    groups.push(...rest);
  }
  return groups.slice(0, 4).join(":");
}
