/** Relays' secrets, and what signs downloads in, in the store: sealed on disk, whole in use, never lost. */
import { randomBytes } from "node:crypto";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isLocked } from "../../../electron/common/relay-secrets.ts";
import { parseRelaySpec } from "../../../electron/common/relay-spec.ts";
import { createCipher, keyBytes, type Cipher } from "../../../electron/engine/store/cipher.ts";
import { openDatabase } from "../../../electron/engine/store/database.ts";
import { reseal } from "../../../electron/engine/store/reseal.ts";
import { openStore, type Store } from "../../../electron/engine/store/store.ts";
import { finishedRecord } from "../../helpers/records.ts";
import { tempDir } from "../../helpers/temp.ts";

const cipherOf = (id: string) => createCipher(new Map([[id, randomBytes(keyBytes)]]), id);
const specs = [
  "http://me:s3cret-one@relay.example:3128#name=Proxy",
  "reverse:https://relay.example/=https://origin.example/#token=s3cret-two",
  "https://me:s3cret-three@relay.example:8443#token=s3cret-four",
  "reverse:https://relay.example/s3cret-five/=https://origin.example/#own&token=s3cret-six",
  "prefix:https://relay.example/s3cret-seven/{scheme}/{authority}{pathquery}#name=P",
  "prefix:https://relay.example?key=s3cret-eight&url={url_enc}",
];
const bare = ["sni://relay.example:8443", "prefix:https://relay.example/{url}"];
/** As a browser's copied command has them. */
const headers = {
  "user-agent": "Mozilla/5.0",
  Cookie: "session=s3cret-nine",
  authorization: "Bearer s3cret-ten",
  "X-Api-Key": "s3cret-eleven",
  referer: "https://files.example/?share=s3cret-twelve",
};
const signedIn = {
  ...finishedRecord(1, "/files"),
  state: "paused" as const,
  relays: specs.map((spec, at) => ({ name: `n${at}`, spec, use: "auto" as const })),
  headers,
};

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
    save(store, [...specs, ...bare]);
    store.downloads.save(signedIn);
    expect(saved(store)).toEqual([...specs, ...bare]);
    expect(store.downloads.get(signedIn.id)).toMatchObject({ headers, sealedHeaders: null });
    expect(isOnDisk(folder, "s3cret")).toBe(false);
    // What is no secret is there to be read, by whoever may.
    expect(isOnDisk(folder, "relay.example")).toBe(true);
    expect(isOnDisk(folder, "Mozilla/5.0")).toBe(true);
    store.close();
    expect(isOnDisk(folder, "s3cret")).toBe(false);
  });

  test("takes an older store over, and leaves nothing of what stood there", async () => {
    const folder = await tempDir(afterAll);
    const before = openStore(folder);
    save(before, [...specs, ...bare]);
    before.downloads.save(signedIn);
    before.downloads.save(finishedRecord(2, "/files"));
    before.close();
    expect(isOnDisk(folder, "s3cret")).toBe(true);
    const store = openStore(folder);
    const cipher = cipherOf("a");
    expect(store.secrets.use(cipher, true)).toBe(specs.length + 1);
    expect(isOnDisk(folder, "s3cret")).toBe(false);
    expect(saved(store)).toEqual([...specs, ...bare]);
    expect(store.downloads.get(signedIn.id)).toEqual(signedIn);
    expect(store.secrets.use(cipher, true)).toBe(0);
    store.close();
  });

  test("writes them as they are again where that is wanted", async () => {
    const folder = await tempDir(afterAll);
    const store = openStore(folder);
    const cipher = cipherOf("a");
    store.secrets.use(cipher, true);
    save(store, specs);
    store.downloads.save(signedIn);
    expect(store.secrets.use(cipher, false)).toBe(specs.length + 1);
    store.close();
    const plain = openStore(folder);
    expect(saved(plain)).toEqual(specs);
    expect(plain.downloads.get(signedIn.id)).toEqual(signedIn);
    plain.close();
  });

  test("seals what another version left readable beside what it sealed", async () => {
    const folder = await tempDir(afterAll);
    const cipher = cipherOf("a");
    const db = openDatabase(folder, () => undefined);
    db.prepare("INSERT INTO relays (id, spec, practice, position, sealed) VALUES ('r', ?, 0, 1, ?)").run(
      "reverse:https://relay.example/s3cret-five/=https://origin.example/#own&token=(kept)",
      cipher.seal(JSON.stringify({ token: "s3cret-six" })),
    );
    db.close();
    const store = openStore(folder);
    expect(store.secrets.use(cipher, true)).toBe(1);
    expect(isOnDisk(folder, "s3cret")).toBe(false);
    expect(saved(store)).toEqual([specs[3]]);
    store.close();
  });

  test("leaves nothing of what another process without the key writes and takes away", async () => {
    const folder = await tempDir(afterAll);
    const store = openStore(folder);
    store.secrets.addKey({ id: "a", wrapped: "w", createdAt: 1 });
    store.secrets.use(cipherOf("a"), true);
    const other = openStore(folder);
    other.downloads.save(signedIn);
    expect(isOnDisk(folder, "s3cret")).toBe(true);
    other.downloads.remove([signedIn.id]);
    other.close();
    store.close();
    expect(isOnDisk(folder, "s3cret")).toBe(false);
  });
});

/** A cipher that lets somebody look on before each of its acts. */
function watched(cipher: Cipher, look: () => void): Cipher {
  return {
    seal(text) {
      look();
      return cipher.seal(text);
    },
    open(sealed) {
      look();
      return cipher.open(sealed);
    },
  };
}

/** The data folder as a process leaves it that ends at this moment. */
async function imageOf(folder: string): Promise<() => string> {
  const images = await tempDir(afterAll);
  let count = 0;
  return () => {
    const image = path.join(images, String(count++));
    cpSync(folder, image, { recursive: true });
    return image;
  };
}

describe.each([
  ["sealing", false],
  ["writing them as they are", true],
])("a process that ends in the midst of %s", (_what, wasSealed) => {
  test("loses nothing, and the next one does it", async () => {
    const folder = await tempDir(afterAll);
    const cipher = cipherOf("a");
    const store = openStore(folder);
    if (wasSealed) store.secrets.use(cipher, true);
    save(store, specs);
    store.downloads.save(signedIn);
    const images: string[] = [];
    const take = await imageOf(folder);
    store.secrets.use(
      watched(cipher, () => images.push(take())),
      !wasSealed,
    );
    store.close();
    // One for each spec of the list and of the download, and one for its headers.
    expect(images.length).toBeGreaterThan(2 * specs.length);
    for (const image of images) {
      const next = openStore(image);
      expect(next.secrets.use(cipher, !wasSealed)).toBe(specs.length + 1);
      expect(saved(next)).toEqual(specs);
      expect(next.downloads.get(signedIn.id)).toEqual(signedIn);
      expect(isOnDisk(image, "s3cret")).toBe(wasSealed);
      next.close();
    }
  });
});

test("what was written over goes from the files also where the process ended before that", async () => {
  const folder = await tempDir(afterAll);
  const cipher = cipherOf("a");
  const before = openStore(folder);
  save(before, specs);
  before.downloads.save(signedIn);
  before.close();
  const take = await imageOf(folder);
  const db = openDatabase(folder, () => undefined);
  expect(reseal(db, cipher, cipher)).toBe(specs.length + 1);
  const image = take();
  db.close();
  expect(isOnDisk(image, "s3cret")).toBe(true);
  const next = openStore(image);
  expect(next.secrets.use(cipher, true)).toBe(0);
  expect(isOnDisk(image, "s3cret")).toBe(false);
  expect(next.downloads.get(signedIn.id)).toEqual(signedIn);
  next.close();
});

/** One that was sealed with a key that is not there. */
async function locked() {
  const folder = await tempDir(afterAll);
  const store = openStore(folder);
  const cipher = cipherOf("a");
  store.secrets.use(cipher, true);
  save(store, specs);
  store.downloads.save(signedIn);
  store.close();
  return { folder, cipher, store: openStore(folder) };
}

describe("a store whose secrets cannot be opened", () => {
  test("still has the relays, each saying that it is locked", async () => {
    const { store } = await locked();
    expect(saved(store).map((spec) => isLocked(parseRelaySpec(spec)))).toEqual(specs.map(() => true));
    expect(saved(store).join()).not.toContain("s3cret");
    store.close();
  });

  test("still has the downloads, with the names of their headers, and says that they are locked", async () => {
    const { store } = await locked();
    const [download] = store.downloads.list();
    expect(Object.keys(download?.headers ?? {})).toEqual(Object.keys(headers));
    expect(download?.headers["user-agent"]).toBe(headers["user-agent"]);
    expect(download?.sealedHeaders).not.toBeNull();
    expect(JSON.stringify(download)).not.toContain("s3cret");
    store.close();
  });

  test("loses nothing when a relay or a download is written again", async () => {
    const { folder, cipher, store } = await locked();
    const [relay] = store.relays.list();
    const renamed = relay?.spec.replace("name=Proxy", "name=Renamed") ?? "";
    store.relays.save({ id: "r0", spec: renamed, practice: false });
    const [download] = store.downloads.list();
    if (download) store.downloads.save({ ...download, state: "failed" });
    // Another key does not change that.
    store.secrets.use(cipherOf("b"), true);
    store.close();
    const again = openStore(folder);
    again.secrets.use(cipher, true);
    expect(saved(again)[0]).toBe(specs[0]?.replace("Proxy", "Renamed"));
    expect(again.downloads.list()).toEqual([{ ...signedIn, state: "failed" }]);
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
