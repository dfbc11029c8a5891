import { expect, test } from "vitest";
import { exitStatusOf } from "../../../electron/cli/exit-status.ts";
import { sentences, type ErrorCode } from "../../../electron/common/errors.ts";

const usage: readonly ErrorCode[] = [
  "bad-url",
  "unsupported-scheme",
  "bad-relay-spec",
  "unknown-relay",
  "bad-checksum",
  "bad-option",
  "bad-rule",
  "no-relay",
  "invalid-request",
];

test.each((Object.keys(sentences) as ErrorCode[]).map((code) => [code]))("status of %s", (code) => {
  const fixed = usage.includes(code) ? 2 : code === "interrupted" ? 130 : undefined;
  expect(exitStatusOf({ code }, false)).toBe(fixed ?? 1);
  expect(exitStatusOf({ code }, true)).toBe(fixed ?? 3);
});
