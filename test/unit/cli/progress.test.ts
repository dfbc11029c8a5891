import { expect, test } from "vitest";
import {
  ansi,
  bar,
  doneSentence,
  list,
  progressDisplay,
  routesLine,
  summary,
} from "../../../electron/cli/progress.ts";
import { columns } from "../../../electron/cli/text.ts";
import { downloadView, routeProgress } from "./views.ts";

test.each([
  [0, "░░░░"],
  [0.125, "▌░░░"],
  [0.5, "██░░"],
  [0.99, "███▌"],
  [1, "████"],
  [7, "████"],
])("a bar at %d", (part, drawn) => expect(bar(part, 4)).toBe(drawn));

test("the summary of a download under way", () => {
  const view = downloadView({ total: 2e9, bytes: 0.999e9, speed: 11.4e6, secondsLeft: 88 });
  expect(summary(view)).toBe("49 %  999 MB of 2.00 GB  11.4 MB/s  1 min 28 s left");
});

test("nothing is claimed where it is unknown", () => {
  expect(summary(downloadView({ total: null, bytes: 5e6, speed: 1e6 }))).toBe("5.00 MB  1.00 MB/s");
});

test("100 % is said only when all is there", () => {
  expect(summary(downloadView({ total: 1e9, bytes: 1e9 - 1 }))).toMatch(/^99 %/);
});

test("opening and checking are said in words", () => {
  const routes = [routeProgress(), routeProgress({ route: "Beijing" })];
  expect(summary(downloadView({ state: "opening", routes }))).toBe("Asking direct and Beijing …");
  expect(summary(downloadView({ state: "checking" }))).toMatch(/checking/);
});

test("routes are shown where there are several", () => {
  const direct = routeProgress({ speed: 3e5, bytes: 1e6 });
  const out = routeProgress({ route: "Tokyo", state: "out", bytes: 2e6, lanes: 0 });
  expect(routesLine([direct])).toBe("");
  expect(routesLine([direct, out])).toBe("direct ×2 300 kB/s, 1.00 MB  |  Tokyo out, 2.00 MB");
});

test.each([20, 40, 60, 79, 200])("no line is wider than %d columns", (width) => {
  const routes = ["direct", "北京的中转服务器", "a relay with quite a long name"].map((route) =>
    routeProgress({ route }),
  );
  const view = downloadView({ total: 5e9, bytes: 1e9, speed: 1e7, secondsLeft: 400, routes });
  for (const line of progressDisplay(view, width)) expect(columns(line)).toBeLessThanOrEqual(width);
});

test("a name cannot steer the terminal", () => {
  const routes = [routeProgress(), routeProgress({ route: "a\u001b[2Jb" })];
  expect(progressDisplay(downloadView({ routes }), 100).join("")).not.toContain("\u001b");
});

test("emphasis is escape sequences around the text, never more", () => {
  const view = downloadView({ routes: [routeProgress(), routeProgress({ route: "b" })] });
  const shown = progressDisplay(view, 100, ansi).join("\n");
  expect(shown.replaceAll(/\u001b\[\d+m/g, "")).toBe(progressDisplay(view, 100).join("\n"));
});

test("the last sentence", () => {
  const route = { connections: 1, requests: 1, retries: 0, speed: null, firstByteMs: 20 };
  const report = { file: "/a", bytes: 1e8, keptBytes: 0, seconds: 10, sha256: null, integrity: null };
  const two = [
    { route: "direct", bytes: 1e7, ...route },
    { route: "Beijing", bytes: 9e7, ...route, speed: 9.6e6 },
  ];
  expect(doneSentence({ ...report, routes: two })).toBe(
    "100 MB in 10 s (10.0 MB/s), 10 % over direct and 90 % over Beijing (9.60 MB/s).",
  );
  expect(doneSentence({ ...report, sha256: "ab", routes: two.slice(0, 1) })).toBe(
    "100 MB in 10 s (10.0 MB/s), over direct. sha256:ab",
  );
  expect(doneSentence({ ...report, bytes: 0, seconds: 0, routes: [] })).toBe("0 B in 0 s.");
});

test("what a comparison had fetched is no part of the speed", () => {
  const route = { connections: 1, requests: 1, retries: 0, speed: null, firstByteMs: 20 };
  const report = {
    file: "/a",
    bytes: 5e7,
    seconds: 1.4,
    sha256: null,
    integrity: null,
    routes: [{ route: "Beijing", bytes: 5e7, ...route }],
  };
  expect(doneSentence({ ...report, keptBytes: 3.6e7 })).toBe(
    "50.0 MB in 1.4 s (10.0 MB/s; the comparison before had fetched 36.0 MB of it), over Beijing.",
  );
  expect(doneSentence({ ...report, keptBytes: 5e7 })).toBe(
    "50.0 MB, all of it fetched by the comparison before, over Beijing.",
  );
});

test("lists of words", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(list)).toEqual(["", "a", "a and b", "a, b and c"]);
});
