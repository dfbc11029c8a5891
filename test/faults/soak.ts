/**
 * `npm run soak -- --minutes 10 [--seed S] [--share 0.01]`: random faults of rows 1 to 28, one request in a hundred, over
 * many files. Ends with the figures, and with status 1 where any file is wrong, hangs, or never comes right.
 */
import { parseArgs } from "node:util";
import { soak, summary } from "./soak/run.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    share: { type: "string", default: "0.01" },
  },
});
const [minutes, seed, share] = [values.minutes, values.seed, values.share].map(Number) as [
  number,
  number,
  number,
];
if (!(minutes > 0) || !Number.isSafeInteger(seed) || !(share >= 0 && share <= 1)) {
  throw new Error("--minutes above 0, --seed a whole number, --share from 0 to 1");
}
const say = (line: string) => process.stdout.write(`${line}\n`);
const result = await soak({ seconds: minutes * 60, seed, share, say, progress: say });
const rows = [...result.faults].sort(([a], [b]) => a - b).map(([row, count]) => `row ${row}: ${count}`);
say(`faults by row: ${rows.join(", ")}`);
if (result.stuck > 0) say(`never right: ${result.stuck}`);
say(summary(result));
process.exitCode = result.wrong + result.stuck === 0 && result.files > 0 ? 0 : 1;
