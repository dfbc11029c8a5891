import { expect, test } from "vitest";
import { practiceText } from "../../../electron/cli/practice.ts";

test("the commands can be copied: what a shell would read otherwise is quoted", () => {
  const network = {
    url: "http://127.0.0.1:4000/practice-50MB.bin",
    relays: ["reverse:http://127.0.0.1:4001/=http://127.0.0.1:4000/#name=Practice%20relay&own"],
    size: 50_000_000,
  };
  const text = practiceText(network, "detour");
  expect(text).toContain(
    `  detour compare ${network.url} --relay '${network.relays[0]}'\n  detour get ${network.url} --relay '`,
  );
});
