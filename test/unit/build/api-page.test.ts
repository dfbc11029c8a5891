import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { methodNames } from "../../../electron/common/contract.ts";
import { apiFile, apiPage } from "../../../build/api-page.ts";
import { typeText } from "../../../build/schema-text.ts";

test("docs/api.md says what the contract says (npm run docs:api)", () => {
  const page = readFileSync(apiFile, "utf8");
  expect(page).toBe(apiPage());
  for (const name of methodNames) expect(page).toContain(`| \`${name}\` |`);
});

test.each([
  [{ type: "string" }, "string"],
  [{ anyOf: [{ type: "integer" }, { type: "null" }] }, "number | null"],
  [{ type: "array", items: { anyOf: [{ const: 1 }, { const: "a" }] } }, '(1 | "a")[]'],
  [{ type: "array", prefixItems: [{ type: "number" }, { type: "boolean" }] }, "[number, boolean]"],
  [
    { type: "object", properties: { a: { type: "string" }, b: {} }, required: ["a"] },
    "{ a: string; b?: unknown }",
  ],
  [{ type: "object", additionalProperties: { $ref: "#/$defs/view" } }, "{ [name]: view }"],
  [{ not: {} }, "nothing"],
])("%j is %s", (schema, text) => {
  expect(typeText(schema)).toBe(text);
});
