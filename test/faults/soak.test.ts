import { expect, test } from "vitest";
import { soak, summary } from "./soak/run.ts";

test("a soak of 5 s, one request in ten at fault: no file is wrong, and each comes right in the end", async () => {
  const said: string[] = [];
  const result = await soak({ seconds: 5, seed: 20_250_101, share: 0.1, say: (line) => said.push(line) });
  process.stdout.write(`\nSoak: ${summary(result)}\n`);
  expect(said).toEqual([]);
  expect(result).toMatchObject({ wrong: 0, stuck: 0 });
  expect(result.files).toBeGreaterThan(20);
  expect(result.faults.size).toBeGreaterThan(5);
});
