/** Registers the rows of a table as tests, and prints what became of them when they are over. */
import { afterAll, describe, expect, test } from "vitest";
import { playRow, type Played } from "./play.ts";
import type { Row } from "./row.ts";
import { writeSection } from "./section.ts";

/** `name` is the table's: its heading, and its place in docs/FAULTS.md, written where DETOUR_WRITE_FAULTS is set. */
export function playMatrix(name: string, rows: readonly Row[]): void {
  const all = rows.map((row): Played => ({
    row,
    ending: "did not end",
    wasted: 0,
    seconds: 0,
    passed: false,
  }));
  // Side by side: they mostly wait.
  describe.concurrent(`fault matrix, ${name}`, () => {
    for (const played of all) {
      const { row, fault } = played.row;
      test(`row ${row}: ${fault}`, async ({ onTestFinished }) => {
        await playRow(played.row, played, onTestFinished);
        expect(played.passed).toBe(true);
      });
    }
  });
  afterAll(() => {
    process.stdout.write(`\nFault matrix: ${name}\n${printTable(all)}\n`);
    if (process.env["DETOUR_WRITE_FAULTS"]) writeSection(`matrix ${name}`, markdown(all));
  });
}

const cells = ({ row, ending, wasted, seconds, passed }: Played) =>
  [String(row.row), row.fault, passed ? ending : `${ending} FAILED`, kB(wasted), seconds.toFixed(1)] as const;

function printTable(all: readonly Played[]): string {
  const lines = [["row", "fault", "result", "wasted", "s"] as const, ...all.map(cells)];
  const width = (column: 1 | 2) => Math.max(...lines.map((line) => line[column].length));
  const [fault, result] = [width(1), width(2)];
  return lines
    .map(
      ([row, ...rest]) =>
        `${row.padStart(3)}  ${rest[0].padEnd(fault)}  ${rest[1].padEnd(result)}  ${rest[2].padStart(9)}  ${rest[3].padStart(5)}`,
    )
    .join("\n");
}

function markdown(all: readonly Played[]): string {
  const lines = all
    .map(cells)
    .map(([row, fault, result, wasted]) => `| ${row} | ${fault} | ${result} | ${wasted} |`);
  return ["| row | fault | result | bytes wasted |", "|---|---|---|---|", ...lines].join("\n");
}

function kB(bytes: number): string {
  return bytes === 0 ? "0" : `${Math.ceil(bytes / 1000)} kB`;
}
