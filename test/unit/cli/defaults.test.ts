import { expect, test } from "vitest";
import { connectionsOf } from "../../../electron/cli/defaults.ts";

test.each([
  [undefined, 64],
  [{ connections: 12 }, 12],
  [{ connections: 0 }, 64],
  [{ language: "en" }, 64],
])("connections with %j saved", (settings, expected) => {
  const store = {
    settings: { get: (key: string) => (key === "settings" ? settings : null), set: () => undefined },
  };
  expect(connectionsOf(store)).toBe(expected);
});
