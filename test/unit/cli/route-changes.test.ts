import { expect, test } from "vitest";
import { watchRoutes } from "../../../electron/cli/route-changes.ts";
import { AppError, toFailure } from "../../../electron/common/errors.ts";
import { routeProgress } from "./views.ts";

const differs = toFailure(
  new AppError("different-file", { route: "Beijing", detail: "byte 4096 differs from direct" }),
);
const slow = toFailure(new AppError("timed-out", { host: "example.org", detail: "30 s" }));
const direct = routeProgress();
const good = routeProgress({ route: "Beijing" });
const out = routeProgress({ route: "Beijing", state: "out", problem: differs });

test("a route is told once when it is left out, and once when it comes back", () => {
  const changes = watchRoutes();
  expect(changes([direct, good])).toEqual([]);
  const { code, message } = differs;
  expect(changes([direct, out])).toEqual([{ route: "Beijing", state: "out", problem: { code, message } }]);
  expect(changes([direct, out])).toEqual([]);
  expect(changes([direct, { ...good, state: "idle" }])).toEqual([
    { route: "Beijing", state: "active", problem: null },
  ]);
  expect(changes([direct, good])).toEqual([]);
});

test("another reason is another change", () => {
  const changes = watchRoutes();
  changes([direct, out]);
  expect(changes([direct, { ...out, problem: slow }])).toMatchObject([{ problem: { code: "timed-out" } }]);
});

test("where none is left the failure itself says why", () => {
  expect(watchRoutes()([{ ...direct, state: "out", problem: slow }, out])).toEqual([]);
});
