/** The order of the saved relays, and what is kept of their health, over restarts. */
import { expect, test } from "vitest";
import { createRelays } from "../../../electron/service/relays.ts";
import { startEngine } from "../../helpers/engine.ts";

const specs = ["sni://a.example", "sni://b.example", "http://127.0.0.1:9#name=c"];

async function start(date = 5000) {
  const { engine, store } = await startEngine();
  const told: number[] = [];
  const relays = createRelays(
    store,
    engine,
    () => void told.push(relays.list().length),
    () => date,
  );
  const [a, b, c] = specs.map((spec) => relays.add(spec).id) as [string, string, string];
  const again = () => createRelays(store, engine, () => undefined);
  return { relays, again, told, a, b, c };
}

test("relays are moved, named in their order, and have it when Detour begins again", async () => {
  const { relays, again, told, a, b, c } = await start();
  const order = () =>
    again()
      .list()
      .map(({ id }) => id);
  relays.move(c, "up");
  expect(order()).toEqual([a, c, b]);
  relays.move(a, "down");
  expect(order()).toEqual([c, a, b]);
  relays.move(b, "top");
  expect(order()).toEqual([b, c, a]);
  relays.move(b, "up");
  expect(order()).toEqual([b, c, a]);
  relays.move(b, "bottom");
  relays.move(b, "down");
  expect(order()).toEqual([c, a, b]);
  // They are asked in that order, in whatever order they were chosen.
  expect(relays.named([b, a, c]).map(({ name }) => name)).toEqual(relays.list().map(({ name }) => name));
  expect(told.length).toBe(3 + 6);
  expect(() => relays.move("gone", "up")).toThrow(expect.objectContaining({ code: "not-found" }));
});

test("what a check found is kept with its time, until the relay is another one or gone", async () => {
  const { relays, again, a, c } = await start(7000);
  expect(again().list()[2]?.health).toBeNull();
  const found = await relays.health({ id: c });
  expect(found.grade).toBe("unusable");
  expect(again().list()[2]?.health).toMatchObject({ grade: found.grade, checks: found.checks, at: 7000 });
  // A spec that is not saved leaves nothing.
  await relays.health({ spec: "http://127.0.0.1:9#name=other" });
  expect(
    again()
      .list()
      .filter(({ health }) => health !== null),
  ).toHaveLength(1);
  // Its place, its use and its quota are nothing that a check is of.
  relays.move(c, "top");
  relays.setUse(c, "always");
  expect(again().list()[0]?.health?.grade).toBe("unusable");
  relays.update(c, "http://127.0.0.1:10#name=c");
  expect(again().list()[0]?.health).toBeNull();
  await relays.health({ id: c });
  relays.remove(c);
  expect(
    again()
      .list()
      .map(({ health }) => health),
  ).toEqual([null, null]);
  expect(again().list()[0]?.id).toBe(a);
});
