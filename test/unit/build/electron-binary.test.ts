import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { findElectron } from "../../../build/electron-binary.ts";

test("an executable that the user names is used, and its absence is said", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "detour-dist-"));
  const env = { ELECTRON_OVERRIDE_DIST_PATH: folder };
  expect(await findElectron({ env })).toMatchObject({
    why: expect.stringContaining("ELECTRON_OVERRIDE_DIST_PATH has no executable") as string,
  });
  const executable = path.join(folder, "electron");
  await writeFile(executable, "");
  expect(await findElectron({ env })).toEqual({ executable });
  await rm(folder, { recursive: true });
});
