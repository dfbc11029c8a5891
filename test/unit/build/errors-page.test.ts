import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorsFile, errorsPage } from "../../../build/errors-page.ts";

test("docs/errors.md has every code and its sentence as they are (npm run docs:errors)", () => {
  expect(readFileSync(errorsFile, "utf8")).toBe(errorsPage());
});
