/** Where relays' secrets are kept, by what the keychain says and the person wants. */
import { afterAll, expect, test } from "vitest";
import { silentLog } from "../../../electron/engine/log.ts";
import { openStore } from "../../../electron/engine/store/store.ts";
import type { Keychain } from "../../../electron/service/desktop.ts";
import { openVault } from "../../../electron/service/vault.ts";
import { tempDir } from "../../helpers/temp.ts";

const spec = "http://me:s3cret@relay.example:3128";

/** A keychain that remembers what it wrapped, by a number. */
function keychain(isAvailable = true): Keychain {
  const wrapped: string[] = [];
  return {
    isAvailable: async () => isAvailable,
    wrap: async (text) => String(wrapped.push(text) - 1),
    async unwrap(number) {
      const text = wrapped[Number(number)];
      if (text === undefined) throw new Error("not mine");
      return text;
    },
  };
}

async function opened(folder: string, chain: Keychain | undefined, wanted = true) {
  const store = openStore(folder);
  const vault = openVault({ store, keychain: chain, wanted, log: silentLog, now: () => 1 });
  await vault.ready;
  return { store, vault, spec: () => store.relays.list()[0]?.spec };
}

test.each([
  ["keychain", keychain(), true],
  ["off", keychain(), false],
  ["unavailable", keychain(false), true],
  ["host", undefined, true],
] as const)("they are kept: %s", async (state, chain, wanted) => {
  const { store, vault } = await opened(await tempDir(afterAll), chain, wanted);
  expect(vault.state()).toBe(state);
  expect(store.secrets.keys()).toHaveLength(state === "keychain" ? 1 : 0);
  store.close();
});

test("one key serves every start", async () => {
  const folder = await tempDir(afterAll);
  const chain = keychain();
  const first = await opened(folder, chain);
  first.store.relays.save({ id: "r", spec, practice: false });
  first.store.close();
  const second = await opened(folder, chain);
  expect(second.spec()).toBe(spec);
  expect(second.store.secrets.keys()).toHaveLength(1);
  second.store.close();
});

test("a keychain that was made anew gets a key of its own, and the old one opens again when it is back", async () => {
  const folder = await tempDir(afterAll);
  const chain = keychain();
  const first = await opened(folder, chain);
  first.store.relays.save({ id: "r", spec, practice: false });
  first.store.close();
  const other = await opened(folder, keychain());
  expect(other.vault.state()).toBe("keychain");
  expect(other.spec()).not.toContain("s3cret");
  other.store.close();
  const back = await opened(folder, chain);
  expect(back.spec()).toBe(spec);
  back.store.close();
});

test("it is switched off and on while it runs", async () => {
  const folder = await tempDir(afterAll);
  const { store, vault } = await opened(folder, keychain());
  store.relays.save({ id: "r", spec, practice: false });
  await vault.want(false);
  expect(vault.state()).toBe("off");
  const beside = openStore(folder);
  expect(beside.relays.list()[0]?.spec).toBe(spec);
  await vault.want(true);
  expect(vault.state()).toBe("keychain");
  expect(beside.relays.list()[0]?.spec).not.toContain("s3cret");
  beside.close();
  store.close();
});

test("a keychain that fails is none, and nothing is lost", async () => {
  const failing: Keychain = { ...keychain(), wrap: async () => Promise.reject(new Error("locked")) };
  const { store, vault, spec: read } = await opened(await tempDir(afterAll), failing);
  expect(vault.state()).toBe("unavailable");
  store.relays.save({ id: "r", spec, practice: false });
  expect(read()).toBe(spec);
  store.close();
});
