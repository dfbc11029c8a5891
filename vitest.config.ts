import { defineConfig } from "vitest/config";

/** One project a kind of test; `npm test` runs them all. Each says by its name what it needs. */
const project = (name: string, more: Record<string, unknown> = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    environment: "node",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // These wait for real sockets on a machine that others use too: a second try is a fair one, and the report names it.
    retry: name === "unit" ? 0 : 1,
    ...more,
  },
});

export default defineConfig({
  test: {
    // Most tests wait, for the network or for time to pass: two processors are busy for a quarter of it. More than these
    // would make those late that look at what comes when.
    maxWorkers: 4,
    projects: [
      project("unit", { testTimeout: 15_000 }),
      project("engine"), // the engine against our own fault server
      project("faults", { testTimeout: 60_000, maxConcurrency: 4 }), // the 32 rows of faults, HTTP's 20 rows, a short soak
      project("servers"), // real nginx in front of real nginx
      project("contract"), // one suite over direct calls, IPC and HTTP
      project("cli"), // fresh processes of the built command line
      project("e2e", { testTimeout: 60_000 }), // the built renderer in Chromium on the headless host
      project("electron", { testTimeout: 60_000 }), // the built app under Electron, or its stand-in
    ],
  },
});
