import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { need } from "../../helpers/debian.ts";
import { tempDir } from "../../helpers/temp.ts";

let first = "";

test("a folder is there during its test", async () => {
  first = await tempDir();
  await writeFile(join(first, "file"), "content");
  await expect(access(join(first, "file"))).resolves.toBeUndefined();
});

test("and gone afterwards", async () => {
  await expect(access(first)).rejects.toThrow("ENOENT");
});

test("a tool that is there is found", async () => {
  expect(await need("sh", "dash")).toMatch(/\/sh$/);
});
