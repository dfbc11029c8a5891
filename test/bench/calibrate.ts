/**
 * `node test/bench/calibrate.ts`: whether a comparison's answers can be believed. Whole comparisons run on a simulated clock
 * over links whose true ratio is known and whose speed wavers from turn to turn; the ratio's interval, as it stands where the
 * comparison stops (early or not), is held against the truth, and the verdict against the right one.
 *
 * Options: --runs N (1000)  --seed N (1)  --md FILE. Exits 1 where a promise is broken: the interval holds the truth in 90 %
 * or more; a wrong winner in 5 % or fewer; at ratios of 3 and 40 the right one in 95 % or more.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { startComparison } from "../../electron/engine/compare/comparison.ts";
import { sameWithin } from "../../electron/engine/compare/verdict.ts";
import { fakeContestant } from "../unit/compare/fake-contestant.ts";
import { noises, seeded } from "../unit/compare/random.ts";
import { SimulatedClock } from "../unit/compare/simulated-clock.ts";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    md: { type: "string" },
  },
});
const runs = Number(options.runs);

const promises = { held: 0.9, wrong: 0.05, right: 0.95 } as const;
const ratios = [1, 1.2, 3, 40] as const;
const noiseLevels = [0.1, 0.2, 0.3] as const;

interface Tally {
  readonly ratio: number;
  readonly noise: number;
  held: number;
  right: number;
  wrong: number;
  unsure: number;
  rounds: number;
  seconds: number;
}

/** One comparison of direct with a relay that is `ratio` times as fast. */
async function once(ratio: number, noise: number, seed: number, tally: Tally): Promise<void> {
  const clock = new SimulatedClock();
  const random = seeded(seed);
  const direct = 1e6;
  // Each turn's speed is a draw around its median.
  const link = (median: number) => {
    const turns: number[] = [];
    return (_ms: number, turn: number) => median * (turns[turn] ??= noises.lognormal(noise, random));
  };
  const comparison = startComparison({
    contestants: [
      fakeContestant({ route: "direct", kind: "direct", clock, speed: link(direct) }),
      fakeContestant({ route: "relay", clock, speed: link(direct * ratio) }),
    ],
    total: 1e12,
    clock,
    base: { id: "c", url: "https://origin.example/file", name: "file", startedAt: 0 },
    keptBytes: () => 0,
    onChange: () => undefined,
  });
  const view = await clock.run(comparison.finished);
  tally.rounds += view.round;
  tally.seconds += clock.now() / 1000;
  const { ratioLow, ratioHigh, verdict } = view;
  if (ratioLow !== null && ratioHigh !== null && ratioLow <= ratio && ratio <= ratioHigh) tally.held++;
  if (verdict === "unsure") tally.unsure++;
  else if (verdict === truth(ratio)) tally.right++;
  // That a fifth makes no difference that matters is no wrong winner: nobody was named.
  else if (verdict !== "same") tally.wrong++;
}

function truth(ratio: number): string {
  return ratio > sameWithin ? "relay" : ratio < 1 / sameWithin ? "direct" : "same";
}

const tallies: Tally[] = [];
for (const ratio of ratios) {
  for (const noise of noiseLevels) {
    const tally: Tally = { ratio, noise, held: 0, right: 0, wrong: 0, unsure: 0, rounds: 0, seconds: 0 };
    for (let run = 0; run < runs; run++)
      await once(ratio, noise, Number(options.seed) * 1_000_003 + tallies.length * 100_003 + run, tally);
    tallies.push(tally);
    process.stderr.write(`ratio ${ratio}, noise ${noise}\n`);
  }
}

const share = (count: number) => `${((count / runs) * 100).toFixed(1)} %`;
const text = [
  `${runs} comparisons each, 6 rounds at most, on a simulated clock; speeds lognormal from turn to turn. Seed ${options.seed}.`,
  "",
  "| true ratio | noise | interval holds it | right | wrong winner | unsure | rounds, mean | seconds, mean |",
  "|---|---|---|---|---|---|---|---|",
  ...tallies.map(
    ({ ratio, noise, held, right, wrong, unsure, rounds, seconds }) =>
      `| ${ratio} | ${noise * 100} % | ${share(held)} | ${share(right)} | ${share(wrong)} | ${share(unsure)} | ${(rounds / runs).toFixed(1)} | ${(seconds / runs).toFixed(1)} |`,
  ),
  "",
].join("\n");
process.stdout.write(text);
if (options.md) await writeFile(options.md, text);

const broken = tallies.filter(
  ({ ratio, held, wrong, right }) =>
    held / runs < promises.held ||
    wrong / runs > promises.wrong ||
    (ratio >= 3 && right / runs < promises.right),
);
for (const { ratio, noise } of broken)
  process.stderr.write(`A promise is broken at ratio ${ratio}, noise ${noise}.\n`);
if (broken.length > 0) process.exitCode = 1;
