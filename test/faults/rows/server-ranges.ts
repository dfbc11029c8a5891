/** Rows 1 to 8: what a server does wrong about ranges. */
import { beyondStart, status, type Fault, type FaultScript } from "../../helpers/fault-server.ts";
import { aFewSteals, type Row } from "../row.ts";

const MB = 1_000_000;

/** A fault of every answer to a range; a request for the whole file is answered well. */
const parts =
  (fault: Fault): (() => FaultScript) =>
  () =>
  ({ range }) =>
    range ? fault : undefined;

/** Plain requests find no file: there is no way out over this server. */
const onlyParts =
  (fault: Fault): (() => FaultScript) =>
  () =>
  ({ range }) =>
    range ? fault : status(403);

const shifted: Fault = { shift: 1000 };
const always = { contentRange: `bytes 0-99/4200007`, body: "x".repeat(100), status: 206 } as const;
const raw = (line: string): Fault => ({ contentRange: null, rawHeaders: [Buffer.from(line)] });

export const rangeRows: readonly Row[] = [
  ...[405, 403].map((code): Row => ({
    row: 1,
    fault: `HEAD is answered ${code}`,
    expected: ["OK"],
    wasted: aFewSteals,
    seconds: 5,
    origin:
      () =>
      ({ method }) =>
        method === "HEAD" ? status(code) : undefined,
  })),
  {
    row: 2,
    fault: "200 to every Range",
    expected: ["OK1"],
    wasted: 0,
    seconds: 5,
    origin: () => () => ({ ignoreRange: true, headers: { "accept-ranges": null } }),
  },
  {
    row: 3,
    fault: "says Accept-Ranges, sends 200 to ranges after the first",
    expected: ["OK1"],
    wasted: 3,
    seconds: 10,
    origin: () => beyondStart({ ignoreRange: true, rate: 4 * MB }),
  },
  {
    row: 4,
    fault: "206 with wrong start, one route, 200 without Range",
    expected: ["OK1"],
    wasted: 1,
    seconds: 10,
    origin: parts(shifted),
  },
  {
    row: 4,
    fault: "206 that always says 0-99, one route, nothing without Range",
    expected: ["FAIL"],
    codes: ["bad-answer", "http-status"],
    wasted: 1,
    seconds: 10,
    origin: onlyParts({ ...shifted, ...always }),
    check: (_, view) => {
      if (view.bytes > 0) throw new Error(`${view.bytes} bytes were written`);
    },
  },
  {
    row: 4,
    fault: "206 with wrong start from a relay",
    expected: ["OK"],
    wasted: 1,
    seconds: 10,
    mode: "all",
    origin: () => () => ({ rate: MB }),
    relay: () => () => ({ ...shifted, rate: MB }),
  },
  {
    row: 5,
    fault: "206 shorter than asked",
    expected: ["OK"],
    wasted: aFewSteals,
    seconds: 10,
    origin: () => () => ({ atMost: 100_000, rate: 2 * MB }),
  },
  ...(
    [
      ["without Content-Range", { contentRange: null }],
      ["with two Content-Ranges", { rawHeaders: [Buffer.from("Content-Range: bytes 0-99/4200007")] }],
      ["with a malformed Content-Range", raw("Content-Range: bytes 0-/abc")],
      ["with Content-Range: bytes=0-99/N", raw("Content-Range: bytes=0-99/4200007")],
    ] as const
  ).map(([words, fault]): Row => ({
    row: 6,
    fault: `206 ${words}`,
    expected: ["OK1"],
    wasted: 1,
    seconds: 10,
    origin: parts(fault),
  })),
  {
    row: 7,
    fault: "every total is `*`",
    expected: ["OK1", "OK"],
    wasted: 1,
    seconds: 10,
    origin: parts({ total: "*" }),
  },
  {
    row: 7,
    fault: "totals after the first are `*`",
    expected: ["OK"],
    wasted: aFewSteals,
    seconds: 10,
    origin:
      () =>
      ({ index }) => ({ rate: 2 * MB, ...(index > 0 && { total: "*" }) }),
  },
  {
    row: 7,
    fault: "a relay's totals are `*`",
    expected: ["OK"],
    wasted: 0.5,
    seconds: 10,
    mode: "all",
    origin: () => () => ({ rate: MB }),
    relay: () => () => ({ total: "*", rate: MB }),
  },
  {
    row: 8,
    fault: "every answer says another total",
    expected: ["FAIL", "OK1"],
    codes: ["file-changed"],
    wasted: 3,
    seconds: 15,
    origin:
      () =>
      ({ index, range }) =>
        range ? { total: 4_200_007 + index, rate: 2 * MB } : undefined,
  },
  {
    row: 8,
    fault: "a relay says another total",
    expected: ["OK"],
    wasted: 0.6,
    seconds: 10,
    mode: "all",
    origin: () => () => ({ rate: MB }),
    relay: () => () => ({ total: 4_200_008, rate: MB }),
  },
];
