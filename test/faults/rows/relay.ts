/** Rows 22 to 28: what a relay does wrong while the direct way is slow and right. */
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  changed,
  dropAt,
  earlyEnd,
  htmlPage,
  stallAt,
  status,
  type Fault,
} from "../../helpers/fault-server.ts";
import { aFewSteals, droppedAnswers, type Row, type Stage } from "../row.ts";

const MB = 1_000_000;
const slow = () => () => ({ rate: MB });
/** So slow that nearly everything comes over the relay. */
const verySlow = () => () => ({ rate: 200_000 });

const used = ({ relay }: Stage) => {
  if (relay.sent < MB) throw new Error(`the relay brought ${relay.sent} bytes only`);
};
/** The relay's problem is told, and nothing of it is in the file. */
const leftOut = (_: Stage, { routes }: Parameters<NonNullable<Row["check"]>>[1]) => {
  const relay = routes.find(({ route }) => route === "relay");
  if (!relay?.problem || relay.bytes > 0) throw new Error(JSON.stringify(relay));
};

/** A fault of the first answers, of one burst. */
const burst =
  (count: number, fault: (index: number) => Fault, then: Fault = { rate: MB }) =>
  () => {
    return ({ index }: { index: number }) => (index < count ? fault(index) : then);
  };

const outage = (fast: number, downMs: number) => async (stage: Stage, id: string) => {
  await stage.reached(id, stage.size / 4);
  await stage.relay.stop();
  await sleep(downMs / fast);
  await stage.relay.restart();
};

const flipped: Fault = { flipByte: 2_100_000, rate: 2 * MB };
const sha256Of = ({ origin }: Stage) =>
  ({
    checksum: { algorithm: "sha256", hex: createHash("sha256").update(origin.bytes()).digest("hex") },
  }) as const;

const all = { mode: "all", expected: ["OK"], seconds: 15, origin: slow } as const;

export const relayRows: readonly Row[] = [
  {
    ...all,
    row: 22,
    fault: "a burst of 502 and 504, no other way",
    mode: "relay",
    wasted: aFewSteals,
    fast: 10,
    relay:
      () =>
      ({ index }) =>
        index > 0 && index < 6 ? status(index % 2 ? 502 : 504) : { rate: MB },
  },
  {
    ...all,
    row: 22,
    fault: "a burst of 502 and 504",
    wasted: aFewSteals,
    relay: burst(6, (index) => status(index % 2 ? 502 : 504)),
  },
  {
    ...all,
    row: 22,
    fault: "restarts in the middle, no other way",
    mode: "relay",
    wasted: droppedAnswers,
    fast: 5,
    relay: slow,
    play: outage(5, 1500),
  },
  {
    ...all,
    row: 22,
    fault: "reloads: every answer ends its connection",
    mode: "relay",
    wasted: aFewSteals,
    relay: () => () => ({ version: "1.0", rate: MB }),
  },
  {
    ...all,
    row: 23,
    fault: "down at the start, there after 30 s",
    wasted: droppedAnswers,
    seconds: 20,
    fast: 20,
    origin: verySlow,
    relay: slow,
    before: ({ relay }) => relay.stop(),
    play: async ({ relay }) => {
      await sleep(1500);
      await relay.restart();
    },
    check: used,
  },
  {
    ...all,
    row: 23,
    fault: "dead for 60 s in the middle, then back",
    wasted: droppedAnswers,
    seconds: 25,
    fast: 20,
    size: 8_400_000,
    origin: verySlow,
    relay: slow,
    play: async (stage, id) => {
      await outage(20, 60_000)(stage, id);
      stage.relay.script(({ index }) => ({ rate: MB, headers: { "x-served-after": String(index) } }));
    },
    check: ({ relay, size }) => {
      if (relay.sent < size / 3) throw new Error(`the relay brought ${relay.sent} bytes only`);
    },
  },
  {
    ...all,
    row: 23,
    fault: "accepts and never answers",
    wasted: aFewSteals,
    relay: () => () => ({ noAnswer: "never" }),
  },
  ...[403, 404, 407, 429].map((code): Row => ({
    ...all,
    row: 24,
    fault: `its own ${code}`,
    wasted: aFewSteals,
    relay: () => () => status(code),
    check: (stage, view) => {
      // One that is told to wait may still be waiting.
      if (code !== 429) leftOut(stage, view);
      if (stage.relay.requests.length > 12)
        throw new Error(`it was asked ${stage.relay.requests.length} times`);
    },
  })),
  {
    ...all,
    row: 25,
    fault: "HTML with status 200",
    wasted: aFewSteals,
    relay: () => () => htmlPage(),
    check: leftOut,
  },
  {
    ...all,
    row: 25,
    fault: "another file with status 200",
    wasted: aFewSteals,
    relay: () => () => ({ body: Buffer.alloc(50_000, "x"), etag: '"other"' }),
    check: leftOut,
  },
  {
    ...all,
    row: 25,
    fault: "a stale version of the same size",
    wasted: droppedAnswers,
    relay: () => () => ({ ...changed(), rate: MB }),
    check: leftOut,
  },
  {
    ...all,
    row: 25,
    fault: "another file of the same size without validators",
    wasted: droppedAnswers,
    relay: () => () => ({ seed: "other", etag: null, lastModified: null, rate: MB }),
    check: leftOut,
  },
  {
    ...all,
    row: 26,
    fault: "flips one byte, checksum given",
    wasted: 1.2,
    // What the relay brought comes once more over the slow line: about 21 s.
    seconds: 40,
    origin: verySlow,
    relay: () => () => flipped,
    request: sha256Of,
    check: (_, { warnings, integrity }) => {
      if (!warnings.includes("repaired"))
        throw new Error(`nothing says that it was repaired: ${warnings.join()}`);
      if (integrity?.level !== "checksum") throw new Error(`the integrity is ${integrity?.level}`);
    },
  },
  {
    ...all,
    row: 26,
    fault: "flips one byte, checksum given, no other way",
    mode: "relay",
    expected: ["FAIL"],
    codes: ["checksum-mismatch"],
    wasted: 3,
    relay: () => () => flipped,
    request: sha256Of,
  },
  {
    ...all,
    row: 26,
    fault: "flips one byte, no checksum: no more is claimed than is known",
    expected: ["LABEL"],
    wasted: 0.5,
    origin: verySlow,
    relay: () => () => flipped,
  },
  ...(["all", "relay"] as const).flatMap((mode): Row[] => [
    {
      ...all,
      row: 27,
      fault: `stops in the middle of ranges${mode === "relay" ? ", no other way" : ""}`,
      mode,
      wasted: droppedAnswers,
      fast: 10,
      relay: burst(3, () => stallAt(200_000)),
    },
    {
      ...all,
      row: 27,
      fault: `drips 1 B/s from the middle of ranges${mode === "relay" ? ", no other way" : ""}`,
      mode,
      wasted: droppedAnswers,
      seconds: 20,
      fast: 10,
      relay: burst(3, () => ({ dripFrom: 200_000 })),
    },
    {
      ...all,
      row: 28,
      fault: `cuts with a clean end (HTTP/1.0)${mode === "relay" ? ", no other way" : ""}`,
      mode,
      wasted: aFewSteals,
      fast: 5,
      relay: burst(4, () => earlyEnd(300_000)),
    },
    {
      ...all,
      row: 28,
      fault: `cuts with a reset${mode === "relay" ? ", no other way" : ""}`,
      mode,
      wasted: droppedAnswers,
      fast: 5,
      relay: burst(4, () => dropAt(300_000)),
    },
  ]),
];
