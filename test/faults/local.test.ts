/** Rows 31 and 32: Detour's own process is killed, and a second one comes along. */
import { existsSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { sha256, sha256OfFile } from "../cli/bytes.ts";
import { newPlace } from "../cli/folder.ts";
import { readLines, runCli, startCli } from "../cli/process.ts";
import { serve, startEngine } from "../helpers/engine.ts";

const MB = 1_000_000;
const size = 8_000_007;

test("row 31: SIGKILL in the middle, then the same command: the right file, little fetched again", async () => {
  using place = newPlace();
  const origin = await serve({ size, handle: () => ({ rate: MB }) });
  const words = ["get", origin.url, "-o", place.at("out.bin"), "--connections", "4", "--json"];
  const first = startCli(words, place.env);
  await first.line("progress", ({ bytes }) => bytes > size / 2);
  first.child.kill("SIGKILL");
  await first.ended;
  expect(existsSync(place.at("out.bin"))).toBe(false);
  const again = await runCli(words, place.env);
  expect(readLines(again.stdout).last).toMatchObject({ event: "done", bytes: size });
  expect(sha256OfFile(place.at("out.bin"))).toBe(sha256(origin.bytes()));
  // What the journal did not claim yet: at most a flush interval at 4 MB a second, and what was on its way.
  const wasted = origin.sent - size;
  process.stdout.write(`\nrow 31: SIGKILL, then OK; ${Math.ceil(wasted / 1000)} kB fetched twice\n`);
  expect(wasted).toBeLessThan(5 * MB);
});

test("row 32 (the part that exists without a local proxy): a second Detour on the same file is refused by name", async () => {
  using place = newPlace();
  const origin = await serve({ size, handle: () => ({ rate: MB }) });
  const words = ["get", origin.url, "-o", place.at("out.bin"), "--json"];
  const first = startCli(words, place.env);
  await first.line("progress", ({ bytes }) => bytes > 0);
  const second = await runCli(words, place.env);
  expect(second.status).not.toBe(0);
  expect(readLines(second.stdout).last).toMatchObject({ event: "failed", code: "already-running" });
  expect(second.stdout).toContain("out.bin");
  expect((await first.ended).status).toBe(0);
  expect(sha256OfFile(place.at("out.bin"))).toBe(sha256(origin.bytes()));
  expect(readdirSync(place.folder).sort()).toEqual(["data", "out.bin"]);
});

test("row 32 (the part that exists without a local proxy): what is left early holds no connection", async () => {
  const origin = await serve({ size, handle: () => ({ rate: 300_000 }) });
  const { engine, folder } = await startEngine();
  const common = { mode: "direct", relays: [], folder, connections: 4 } as const;
  for (let count = 0; count < 10; count++) {
    const { id } = await engine.downloads.add({ source: new URL(`/${count}.bin`, origin.url), ...common });
    await sleep(60);
    await engine.downloads.cancel(id);
  }
  await engine.close();
  for (let waited = 0; origin.open > 0 && waited < 2000; waited += 20) await sleep(20);
  expect(origin.open).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});
