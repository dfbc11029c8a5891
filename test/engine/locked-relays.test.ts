/** Downloads whose relays' secrets are sealed by a key that is not there: changed or added again, they do not lose them. */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { parseRelaySpec } from "../../electron/common/relay-spec.ts";
import { changeHow } from "../../electron/engine/download/how.ts";
import { silentLog } from "../../electron/engine/log.ts";
import { createCipher, keyBytes } from "../../electron/engine/store/cipher.ts";
import type { DownloadRecord } from "../../electron/engine/store/store.ts";
import { createRelays } from "../../electron/service/relays.ts";
import { startEngine } from "../helpers/engine.ts";

const source = "http://127.0.0.1:9/file";
const spec = "socks5://u:s3cret@relay.test:1080#name=eu";

/** A store with a saved relay and a paused download over it, which the key was taken away from. */
async function locked() {
  const cipher = createCipher(new Map([["k", randomBytes(keyBytes)]]), "k");
  const one = await startEngine();
  one.store.secrets.use(cipher, true);
  one.store.relays.save({ id: "r", spec, practice: false });
  const relays = [{ name: "eu", spec: parseRelaySpec(spec), use: "auto" as const }];
  const { id } = await one.add(source, { mode: "auto", relays, start: "paused" });
  await one.engine.close();
  const { folder, home } = one;
  const again = await startEngine({ folder, home, log: silentLog });
  const named = createRelays(again.store, again.engine, () => undefined).named(["r"]);
  expect(JSON.stringify(named)).not.toContain("s3cret");
  return {
    ...again,
    id,
    named,
    /** Its relays, once the key is there again. */
    opened: (which = id) => {
      again.store.secrets.use(cipher, true);
      return again.store.downloads.get(which)?.relays;
    },
  };
}

test("one that is changed here goes over its relay with its password where that can be read", async () => {
  const { engine, id, named, opened } = await locked();
  await engine.downloads.change(id, { connections: 8, relays: named });
  expect(engine.downloads.how(id)).toMatchObject({ connections: 8, relays: ["eu"] });
  expect(opened()).toEqual([{ name: "eu", spec, use: "auto" }]);
});

test("so does one that is added once more, and one that is new here", async () => {
  const { add, id, named, opened } = await locked();
  const again = await add(source, { mode: "auto", relays: named, start: "paused", connections: 9 });
  expect(again.id).toBe(id);
  const other = await add(`${source}2`, { mode: "auto", relays: named, start: "paused" });
  expect(opened()).toEqual([{ name: "eu", spec, use: "auto" }]);
  expect(opened(other.id)).toEqual([{ name: "eu", spec, use: "auto" }]);
});

test("what only the download still has is kept for its own address, and for no other of that name", () => {
  const hidden = "socks5://u:(kept)@relay.test:1080#name=eu";
  const record: Pick<DownloadRecord, "mode" | "relays" | "connections" | "headers" | "sealedHeaders"> = {
    mode: "auto",
    connections: 4,
    relays: [{ name: "eu", spec: hidden, use: "auto", sealed: "sealed" }],
    headers: {},
    sealedHeaders: null,
  };
  const changed = (to: string) =>
    changeHow(record, { relays: [{ name: "eu", spec: parseRelaySpec(to), use: "always" }] }).relays;
  expect(changed(hidden)).toEqual([{ name: "eu", spec: hidden, use: "always", sealed: "sealed" }]);
  const elsewhere = hidden.replace("relay.test", "other.test");
  expect(changed(elsewhere)).toEqual([{ name: "eu", spec: elsewhere, use: "always" }]);
  // Who types it again has it as he typed it.
  const typed = hidden.replace("(kept)", "new");
  expect(changed(typed)).toEqual([{ name: "eu", spec: typed, use: "always" }]);
});
