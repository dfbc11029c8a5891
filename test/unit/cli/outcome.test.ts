import { expect, test } from "vitest";
import { exitStatusOf } from "../../../electron/cli/exit-status.ts";
import { interrupted, stopOf } from "../../../electron/cli/outcome.ts";
import { AppError, toFailure } from "../../../electron/common/errors.ts";
import { downloadView } from "./views.ts";

const failure = toFailure(new AppError("disk-full", { folder: "/tmp", needed: "2 GB", free: "1 GB" }));

test("paused by the disk: the same command goes on, status 3", () => {
  const outcome = stopOf(downloadView({ state: "paused", failure, resumable: false }), false);
  expect(outcome).toEqual({ failure, resumable: true });
  expect(exitStatusOf(failure, true)).toBe(3);
});

test("paused by Ctrl-C is an interruption, whatever else happened", () => {
  expect(stopOf(downloadView({ state: "paused", failure }), true)).toBe(interrupted);
});

test("failed: as resumable as it says", () => {
  for (const resumable of [true, false])
    expect(stopOf(downloadView({ state: "failed", failure, resumable }), false)).toEqual({
      failure,
      resumable,
    });
});

test("done is no stop", () => {
  expect(stopOf(downloadView({ state: "done" }), false)).toBeUndefined();
});
