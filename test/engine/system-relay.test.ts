/** The relay `system:` in a download: the system's proxy, or nothing. */
import { expect, test } from "vitest";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";

const MB = 1_000_000;

test("what the system says is asked for the file by its whole address, and looked up anew by each run", async () => {
  const proxy = await serve({ size: 2 * MB });
  const asked: string[] = [];
  let answer: string | undefined = new URL(proxy.base).origin;
  const { get } = await startEngine({
    systemProxy: async (source) => {
      asked.push(source.host);
      return answer;
    },
  });
  const relays = relaysFrom("system:#name=office");
  const view = await get("http://origin.invalid/file.bin", { relays, mode: "relay" });
  expect(view.failure).toBeNull();
  expect((await fileOf(view)).equals(proxy.bytes())).toBe(true);
  expect(proxy.requests[0]?.url).toBe("http://origin.invalid/file.bin");
  expect(asked).toEqual(["origin.invalid"]);
  answer = undefined;
  const again = await get("http://origin.invalid/other.bin", { relays, mode: "relay" });
  expect(again).toMatchObject({ state: "failed", failure: { code: "system-direct" } });
});

test("beside direct it is left out by name where the system goes direct, and probes and comparisons say so", async () => {
  const origin = await serve({ size: MB });
  const { get, engine } = await startEngine({ systemProxy: async () => undefined });
  const relays = relaysFrom("system:");
  const view = await get(origin.url, { relays });
  expect(view.state).toBe("done");
  expect(view.routes.find(({ route }) => route === "system")).toMatchObject({
    state: "out",
    problem: { code: "system-direct" },
  });
  const probes = await engine.probe({ source: new URL(origin.url), relays, direct: true });
  expect(probes[1]?.problem?.code).toBe("system-direct");
});
