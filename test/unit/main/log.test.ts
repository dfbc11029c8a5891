import { mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { createFileLog, redact } from "../../../electron/main/log.ts";

test.each([
  ["at https://user:pass@example.org/a/b?token=x#y: failed", "at https://example.org/a/b failed"],
  ["see HTTP://Example.org", "see HTTP://Example.org"],
  ["(https://example.org/a?sig=1)", "(https://example.org/a"],
  ["no address at all?", "no address at all?"],
])("%j is logged as %j", (text, logged) => {
  expect(redact(text)).toBe(logged);
});

test("the log is a file that does not grow for ever", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "detour-log-"));
  const file = path.join(folder, "new/detour.log");
  createFileLog(path.dirname(file)).info({ lanes: 4 }, "started");
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ lanes: 4, msg: "started" });
  await writeFile(file, "x".repeat(5_000_001));
  createFileLog(path.dirname(file)).info({}, "anew");
  expect((await stat(file)).size).toBeLessThan(200);
  await rm(folder, { recursive: true });
});

test.each([
  ["debug", ["low", "usual"]],
  [" WARN", []],
  ["silent", []],
  ["", ["usual"]],
  ["loud", [expect.stringMatching(/^DETOUR_LOG is none of trace, .*as with info$/), "usual"]],
  ["constructor", [expect.stringContaining("DETOUR_LOG is none of"), "usual"]],
])("DETOUR_LOG=%s: %j is kept", async (level, kept) => {
  const folder = await mkdtemp(path.join(tmpdir(), "detour-log-"));
  const log = createFileLog(folder, level);
  log.debug({}, "low");
  log.info({}, "usual");
  const lines = (await readFile(path.join(folder, "detour.log"), "utf8")).split("\n").filter(Boolean);
  expect(lines.map((line) => (JSON.parse(line) as { readonly msg: string }).msg)).toEqual(kept);
  await rm(folder, { recursive: true });
});

test("a full disk costs the log's lines, never the work that would be logged", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "detour-log-"));
  // Linux's own full disk: every write to it fails with ENOSPC.
  await symlink("/dev/full", path.join(folder, "detour.log"));
  const log = createFileLog(folder);
  for (const said of ["one", "two", "three"]) expect(() => log.warn({}, said)).not.toThrow();
  await rm(folder, { recursive: true });
});
