/** `node test/bench/fluid/table.ts [seeds]`: the scheduler against the fluid limit on a simulated clock, as Markdown. */
import { cases, MiB } from "./cases.ts";
import { randomWorld } from "./random-world.ts";
import { measure } from "./measure.ts";

const seeds = Number(process.argv[2] ?? 50);
const random = { name: "routes, rates, faults from the seed", world: randomWorld };
const percent = (share: number) => `${(share * 100).toFixed(2)} %`;

console.log(
  `100 Mbit/s, round trip 100 ms, new connection 300 ms, 16 lanes, ${seeds} seeds. Time over the fluid limit.\n`,
);
console.log("| size | requests | case | median | worst | duplicates, worst | requests | connections lost |");
console.log("|---|---|---|---|---|---|---|---|");
for (const size of [16, 256]) {
  for (const ahead of [true, false]) {
    for (const one of [...cases, random]) {
      const { median, worst, duplicates, requests, killed } = measure(one, size * MiB, seeds, { ahead });
      const mode = ahead ? "one ahead" : "one by one";
      const numbers = [
        median.toFixed(3),
        worst.toFixed(3),
        percent(duplicates),
        requests.toFixed(0),
        killed.toFixed(1),
      ];
      console.log(`| ${size} MiB | ${mode} | ${one.name} | ${numbers.join(" | ")} |`);
    }
  }
}
