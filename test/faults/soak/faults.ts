/** The faults of rows 1 to 28 as they strike one request out of the blue. */
import {
  changed,
  dropAt,
  earlyEnd,
  htmlPage,
  redirect,
  stallAt,
  status,
  unsatisfiable,
  type Fault,
  type FaultServer,
} from "../../helpers/fault-server.ts";
import type { Dice } from "./dice.ts";

export interface SoakFault {
  readonly row: number;
  readonly who: "origin" | "relay";
  /** Nothing but a checksum can tell that it struck. */
  readonly hidden?: boolean;
  /** Costs tens of seconds of the wall's time. */
  readonly slow?: boolean;
  /** `size` is the file's; `date` the engine's date. */
  make(dice: Dice, size: number, server: FaultServer, date: number): Fault;
}

const origin = (row: number, make: SoakFault["make"], more: Partial<SoakFault> = {}): SoakFault => ({
  row,
  who: "origin",
  make,
  ...more,
});
const relay = (row: number, make: SoakFault["make"], more: Partial<SoakFault> = {}): SoakFault => ({
  row,
  who: "relay",
  make,
  ...more,
});

/** Somewhere within the file. */
const somewhere = (dice: Dice, size: number) => dice.between(0, Math.max(0, size - 1));

const downUntil = new WeakMap<FaultServer, number>();

/**
 * Breaks every connection, and answers none for a moment. The port stays open: closed, it might become another file's
 * server before it is back.
 */
function outage(server: FaultServer, ms: number): Fault {
  downUntil.set(server, performance.now() + ms);
  server.resetConnections();
  return { noAnswer: true };
}

/** Whether a server is in an outage. */
export function isDown(server: FaultServer): boolean {
  return performance.now() < (downUntil.get(server) ?? 0);
}

const hidden = { hidden: true } as const;

export const soakFaults: readonly SoakFault[] = [
  origin(2, () => ({ ignoreRange: true })),
  origin(3, () => ({ ignoreRange: true, rate: 4_000_000 })),
  origin(4, (dice) => ({ shift: dice.between(1, 5000) })),
  origin(5, (dice, size) => ({ atMost: 1 + somewhere(dice, size) })),
  origin(6, (dice) => ({ contentRange: dice.pick([null, "bytes 0-/x", "bytes=0-99/100", "bytes 9-0/100"]) })),
  origin(7, () => ({ total: "*" })),
  origin(8, (_, size) => ({ total: size + 1 })),
  origin(9, (dice) => ({ etag: `"flip-${dice.between(0, 999)}"` })),
  // One request of another version: a file of either version, whole, is right.
  origin(10, () => changed("soak")),
  origin(11, () => ({ seed: "other bytes, same validators" }), hidden),
  origin(12, () => ({ ignoreRange: true, etag: '"if-range"' })),
  origin(13, (dice, size) => unsatisfiable(dice.pick([null, `bytes */${size}`, "bytes */0"])), hidden),
  origin(14, () => ({ multipart: true })),
  origin(15, () => ({ coding: "gzip" })),
  origin(16, (dice, size) => ({
    ignoreRange: true,
    framing: "chunked",
    cut: { at: somewhere(dice, size), by: dice.pick(["fin", "reset"] as const) },
  })),
  origin(16, (dice, size) => ({ ignoreRange: true, ...earlyEnd(somewhere(dice, size)) }), hidden),
  origin(17, (dice, _, __, date) =>
    status(
      dice.pick([429, 503]),
      dice.pick(["1", "0", "1000000000", new Date(date + 2000).toUTCString(), "nonsense"]),
    ),
  ),
  origin(18, () => status(403)),
  origin(20, (dice) => redirect(dice.pick(["/again", "file:///etc/passwd", "", "http://"]))),
  origin(21, (dice) => ({
    rawHeaders: [
      Buffer.from(
        `content-disposition: attachment; filename="${dice.pick(["../../evil.sh", "/etc/evil", "CON.txt", ".bashrc", "n".repeat(300)])}"`,
      ),
    ],
  })),
  origin(22, (dice) => status(dice.pick([500, 502, 504]))),
  origin(28, (dice, size) => dropAt(somewhere(dice, size))),
  origin(28, (dice, size) => earlyEnd(somewhere(dice, size)), hidden),
  origin(29, (dice, _, server) => outage(server, dice.between(20, 200))),
  relay(22, (dice) => status(dice.pick([502, 504]))),
  relay(22, (dice, _, server) => outage(server, dice.between(20, 200))),
  relay(23, () => ({ noAnswer: "never" }), { slow: true }),
  relay(23, () => ({ noAnswer: true })),
  relay(24, (dice) => status(dice.pick([403, 404, 407, 429]))),
  relay(25, () => htmlPage()),
  relay(25, () => ({ body: "another file", etag: '"other"' }), hidden),
  relay(25, () => changed("stale"), hidden),
  relay(26, (dice, size) => ({ flipByte: somewhere(dice, size) }), hidden),
  relay(27, (dice, size) => stallAt(somewhere(dice, size))),
  relay(27, (dice, size) => ({ dripFrom: somewhere(dice, size) })),
  relay(28, (dice, size) => earlyEnd(somewhere(dice, size)), hidden),
  relay(28, (dice, size) => dropAt(somewhere(dice, size))),
];
