/**
 * One cap on connections to a host, shared by all downloads from it: each gets an equal share, and what it does not want is
 * lent to the others (max-min fairness). Pure: time is an argument.
 */
import type { Clock } from "../clock.ts";

/** A server that refused may bear one connection more after so long without a refusal. */
const growMs = 30_000;

export interface SeatRoute {
  readonly name: string;
  /** Whether it is asked from the beginning; one that is not has no seat until it wants one. */
  readonly asked?: boolean;
  /** Whose seats it takes, where that is not the host and the route by its own name: a mirror's. */
  readonly at?: { readonly host: string; readonly route: string };
  /** Most connections that all downloads together may have on it. */
  readonly ceiling: number;
  /** How many the host was found to bear in an earlier session. */
  readonly learned?: number | undefined;
}

/** What one download has of the seats on its host. */
export interface Seats {
  /** Most lanes that it may have on a route now; at least the one that it was let in with. */
  share(routeName: string): number;
  /** Says how many lanes it would have, and how many are at work. */
  want(routeName: string, lanes: number, present?: number): void;
  /** The server refused another connection while this download had so many that worked: it holds for all. */
  refused(routeName: string, cap: number): void;
  /** What was learned of a route; undefined where nothing was refused. */
  learned(routeName: string): number | undefined;
  leave(): void;
}

export interface HostSeats {
  /** Takes part, until `leave`. Who joins first gets what cannot be divided. */
  join(host: string, routes: readonly SeatRoute[]): Seats;
  /** Whether there is a seat for one more download on every one of these routes that is asked. */
  room(host: string, routes: readonly SeatRoute[]): boolean;
}

interface Member {
  want: number;
  present: number;
}

interface Table {
  /** In the order in which they joined. */
  readonly members: Set<Member>;
  ceiling: number;
  learned: { readonly cap: number; readonly at: number } | undefined;
}

function key(host: string, { name, at }: SeatRoute): string {
  return `${at?.host ?? host} ${at?.route ?? name}`;
}

/** Makes the seats of all hosts. */
export function createHostSeats(clock: Pick<Clock, "now">): HostSeats {
  const tables = new Map<string, Table>();
  function learnedOf({ learned, ceiling }: Table): number | undefined {
    if (!learned) return undefined;
    const grown = learned.cap + Math.floor((clock.now() - learned.at) / growMs);
    return grown < ceiling ? grown : undefined;
  }
  const capacity = (table: Table) => learnedOf(table) ?? table.ceiling;

  /** One seat each, in turns, until all are given or nobody wants more. */
  function shareOf(table: Table, member: Member): number {
    const shares = new Map([...table.members].map((one) => [one, 0]));
    let left = capacity(table);
    for (let given = true; left > 0 && given;) {
      given = false;
      for (const [one, share] of shares) {
        if (left === 0 || share >= one.want) continue;
        shares.set(one, share + 1);
        left--;
        given = true;
      }
    }
    // A seat that another one has too many is free when that one has left it.
    const held = [...table.members].reduce((sum, { present }) => sum + present, 0);
    const free = Math.max(0, capacity(table) - held);
    return Math.max(1, Math.min(shares.get(member) ?? 0, member.present + free));
  }

  return {
    join(host, routes) {
      const held = new Map<string, { id: string; table: Table; member: Member }>();
      for (const route of routes) {
        const { name, asked = true, ceiling, learned } = route;
        const id = key(host, route);
        const known = tables.get(id);
        const table: Table = known ?? { members: new Set(), ceiling, learned: undefined };
        table.ceiling = ceiling;
        if (!known && learned !== undefined) table.learned = { cap: Math.max(1, learned), at: clock.now() };
        const member = { want: Number(asked), present: Number(asked) };
        table.members.add(member);
        tables.set(id, table);
        held.set(name, { id, table, member });
      }
      return {
        share(name) {
          const seat = held.get(name);
          return seat ? shareOf(seat.table, seat.member) : 1;
        },
        want(name, lanes, present) {
          const member = held.get(name)?.member;
          if (!member) return;
          // The first lane is always its own.
          member.want = Math.max(1, lanes);
          if (present !== undefined) member.present = present;
        },
        refused(name, cap) {
          const seat = held.get(name);
          if (!seat) return;
          const others = [...seat.table.members].filter((one) => one !== seat.member);
          const working = others.reduce((sum, { present }) => sum + present, Math.max(cap, 0));
          const before = capacity(seat.table);
          seat.table.learned = { cap: Math.max(1, Math.min(before, working)), at: clock.now() };
        },
        learned(name) {
          const table = held.get(name)?.table;
          return table && learnedOf(table);
        },
        leave() {
          for (const { id, table, member } of held.values()) {
            table.members.delete(member);
            if (table.members.size === 0 && tables.get(id) === table) tables.delete(id);
          }
          held.clear();
        },
      };
    },
    room(host, routes) {
      return routes.every((route) => {
        const { asked = true, ceiling, learned } = route;
        if (!asked) return true;
        const table = tables.get(key(host, route));
        if (!table) return Math.min(ceiling, learned ?? ceiling) > 0;
        return [...table.members].filter(({ want }) => want > 0).length < capacity(table);
      });
    },
  };
}
