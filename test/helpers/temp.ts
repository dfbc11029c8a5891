/** Folders that go away with the test. */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Calls a function when something is over: vitest's onTestFinished or afterAll. */
type WhenOver = (remove: () => Promise<void>) => void;

/**
 * Makes an empty folder; resolves with its path. It is removed when the test that calls this is finished; outside of a
 * test, give `afterAll`.
 */
export async function tempDir(whenOver: WhenOver = onTestFinished): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "detour-test-")));
  whenOver(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
  return dir;
}
