/** Relays' passwords and tokens in the store: sealed on disk, whole in use, never lost. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isLocked } from "../../../electron/common/relay-secrets.ts";
import { parseRelaySpec } from "../../../electron/common/relay-spec.ts";
import { createCipher, keyBytes } from "../../../electron/engine/store/cipher.ts";
import { openStore, type Store } from "../../../electron/engine/store/store.ts";
import { finishedRecord } from "../../helpers/records.ts";
import { tempDir } from "../../helpers/temp.ts";

const cipherOf = (id: string) => createCipher(new Map([[id, randomBytes(keyBytes)]]), id);
const specs = [
  "http://me:s3cret-one@relay.example:3128#name=Proxy",
  "reverse:https://relay.example/=https://origin.example/#token=s3cret-two",
  "https://me:s3cret-three@relay.example:8443#token=s3cret-four",
];
const bare = "sni://relay.example:8443";

/** Whether a text is anywhere in the files of a folder, as the database's own or as what SQLite keeps beside it. */
function isOnDisk(folder: string, text: string): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some((entry) => readFileSync(path.join(entry.parentPath, entry.name)).includes(text));
}

const save = (store: Store, all: readonly string[]) =>
  all.forEach((spec, at) => store.relays.save({ id: `r${at}`, spec, practice: false }));
const saved = (store: Store) => store.relays.list().map(({ spec }) => spec);

describe("a cipher", () => {
  test("opens what it sealed, and each sealing is another text", () => {
    const cipher = cipherOf("a");
    const sealed = cipher.seal("pässword");
    expect(sealed).not.toContain("pässword");
    expect(cipher.seal("pässword")).not.toBe(sealed);
    expect(cipher.open(sealed)).toBe("pässword");
  });

  test.each([
    ["another's key of the same name", (sealed: string) => sealed],
    ["a changed byte", (sealed: string) => `${sealed.slice(0, -2)}${sealed.endsWith("AA") ? "BB" : "AA"}`],
    ["nothing", () => ""],
    ["a form of later", (sealed: string) => sealed.replace(/^1/, "2")],
    ["too little", () => "1.a.AAAA.AA"],
  ])("does not open %s", (what, change) => {
    const cipher = cipherOf("a");
    const other = what.startsWith("another") ? cipherOf("a") : cipher;
    expect(other.open(change(cipher.seal("secret")))).toBeUndefined();
  });
});

describe("a store with a cipher", () => {
  test("writes no secret, and gives relays whole", async () => {
    const folder = await tempDir(afterAll);
    const store = openStore(folder);
    store.secrets.use(cipherOf("a"), true);
    save(store, [...specs, bare]);
    expect(saved(store)).toEqual([...specs, bare]);
    expect(isOnDisk(folder, "s3cret")).toBe(false);
    // What is no secret is there to be read, by whoever may.
    expect(isOnDisk(folder, "relay.example")).toBe(true);
    store.close();
    expect(isOnDisk(folder, "s3cret")).toBe(false);
  });

  test("takes an older store over, and leaves nothing of what stood there", async () => {
    const folder = await tempDir(afterAll);
    const before = openStore(folder);
    save(before, [...specs, bare]);
    before.downloads.save({
      ...finishedRecord(1, "/files"),
      relays: specs.map((spec, at) => ({ name: `n${at}`, spec, use: "auto" })),
    });
    before.close();
    expect(isOnDisk(folder, "s3cret")).toBe(true);
    const store = openStore(folder);
    const cipher = cipherOf("a");
    expect(store.secrets.use(cipher, true)).toBe(4);
    expect(isOnDisk(folder, "s3cret")).toBe(false);
    expect(saved(store)).toEqual([...specs, bare]);
    expect(store.downloads.list()[0]?.relays.map(({ spec }) => spec)).toEqual(specs);
    expect(store.secrets.use(cipher, true)).toBe(0);
    store.close();
  });

  test("writes them as they are again where that is wanted", async () => {
    const folder = await tempDir(afterAll);
    const store = openStore(folder);
    const cipher = cipherOf("a");
    store.secrets.use(cipher, true);
    save(store, specs);
    expect(store.secrets.use(cipher, false)).toBe(3);
    store.close();
    const plain = openStore(folder);
    expect(saved(plain)).toEqual(specs);
    plain.close();
  });
});

/** One that was sealed with a key that is not there. */
async function locked() {
  const folder = await tempDir(afterAll);
  const store = openStore(folder);
  const cipher = cipherOf("a");
  store.secrets.use(cipher, true);
  save(store, specs);
  store.downloads.save({
    ...finishedRecord(1, "/files"),
    relays: [{ name: "n", spec: specs[0] ?? "", use: "auto" }],
  });
  store.close();
  return { folder, cipher, store: openStore(folder) };
}

describe("a store whose secrets cannot be opened", () => {
  test("still has the relays, each saying that it is locked", async () => {
    const { store } = await locked();
    expect(saved(store).map((spec) => isLocked(parseRelaySpec(spec)))).toEqual([true, true, true]);
    expect(saved(store).join()).not.toContain("s3cret");
    store.close();
  });

  test("loses nothing when a relay or a download is written again", async () => {
    const { folder, cipher, store } = await locked();
    const [relay] = store.relays.list();
    const renamed = relay?.spec.replace("name=Proxy", "name=Renamed") ?? "";
    store.relays.save({ id: "r0", spec: renamed, practice: false });
    const [download] = store.downloads.list();
    if (download) store.downloads.save({ ...download, state: "paused" });
    // Another key does not change that.
    store.secrets.use(cipherOf("b"), true);
    store.close();
    const again = openStore(folder);
    again.secrets.use(cipher, true);
    expect(saved(again)[0]).toBe(specs[0]?.replace("Proxy", "Renamed"));
    expect(again.downloads.list()[0]).toMatchObject({ state: "paused", relays: [{ spec: specs[0] }] });
    again.close();
  });

  test("takes a secret that is typed again", async () => {
    const { store } = await locked();
    const cipher = cipherOf("b");
    store.secrets.use(cipher, true);
    store.relays.save({ id: "r0", spec: specs[0] ?? "", practice: false });
    expect(saved(store)[0]).toBe(specs[0]);
    store.close();
  });
});
