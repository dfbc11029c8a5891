import { afterAll, expect, test } from "vitest";
import { openStore } from "../../../electron/engine/store/store.ts";
import { isFirstRun, rememberWelcome } from "../../../electron/service/first-run.ts";
import { tempDir } from "../../helpers/temp.ts";

const opened = async () => openStore(await tempDir(afterAll));

test("an empty store is a first run, and the practice network does not change that", async () => {
  const store = await opened();
  expect(isFirstRun(store)).toBe(true);
  store.relays.save({ id: "p", spec: "http://127.0.0.1:9", practice: true });
  expect(isFirstRun(store)).toBe(true);
  store.close();
});

test("who has a relay of his own needs no showing round", async () => {
  const store = await opened();
  store.relays.save({ id: "r", spec: "http://relay.example:3128", practice: false });
  expect(isFirstRun(store)).toBe(false);
  store.close();
});

test("it is asked once", async () => {
  const store = await opened();
  rememberWelcome(store);
  expect(isFirstRun(store)).toBe(false);
  store.close();
});
