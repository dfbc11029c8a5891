/**
 * Where relays' secrets, and the headers that sign downloads in, are kept: sealed, by a key that the system's keychain wraps, where there is a keychain and
 * the person wants it; else in the store, whose file is the user's alone.
 */
import { randomBytes } from "node:crypto";
import { describe } from "../common/errors.ts";
import type { AboutView } from "../common/views.ts";
import { createCipher, keyBytes } from "../engine/store/cipher.ts";
import type { Log } from "../engine/log.ts";
import type { Store } from "../engine/store/store.ts";
import type { Keychain } from "./desktop.ts";

export type SecretsKept = AboutView["secrets"];

export interface Vault {
  /** What is so now. */
  state(): SecretsKept;
  /** Resolves when the keychain has answered the first time; never rejects. A keychain may ask its person first. */
  readonly ready: Promise<void>;
  /** Whether the keychain shall be used; what is there already is written anew. Never rejects. */
  want(wanted: boolean): Promise<void>;
}

/** Opens it over a store. `wanted`: as the settings have it at the start. */
export function openVault({
  store,
  keychain,
  wanted,
  log,
  now,
}: {
  readonly store: Pick<Store, "secrets">;
  readonly keychain: Keychain | undefined;
  readonly wanted: boolean;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}): Vault {
  let state: SecretsKept = keychain ? "unavailable" : "host";
  let turn: Promise<void> = Promise.resolve();

  async function apply(keychain: Keychain, wanted: boolean): Promise<void> {
    state = "unavailable";
    if (!(await keychain.isAvailable())) return;
    const keys = await unwrapAll(keychain);
    if (!wanted && keys.size === 0) {
      state = "off";
      return;
    }
    const newest = [...keys.keys()].at(-1) ?? (await addKey(keychain, keys));
    const rewritten = store.secrets.use(createCipher(keys, newest), wanted);
    if (rewritten > 0) log.info({ rewritten, sealed: wanted }, "secrets were written anew");
    state = wanted ? "keychain" : "off";
  }

  /** The keys that this keychain can unwrap, the oldest first. */
  async function unwrapAll(keychain: Keychain): Promise<Map<string, Uint8Array>> {
    const keys = new Map<string, Uint8Array>();
    for (const { id, wrapped } of store.secrets.keys()) {
      try {
        const key = Buffer.from(await keychain.unwrap(wrapped), "base64");
        if (key.length === keyBytes) keys.set(id, key);
      } catch (error) {
        // Another user's, or a keychain that was made anew: what it sealed waits until it is back, or is typed again.
        log.warn({ key: id, error: describe(error) }, "the keychain cannot unwrap a key");
      }
    }
    return keys;
  }

  async function addKey(keychain: Keychain, keys: Map<string, Uint8Array>): Promise<string> {
    const id = randomBytes(6).toString("hex");
    const key = randomBytes(keyBytes);
    store.secrets.addKey({ id, wrapped: await keychain.wrap(key.toString("base64")), createdAt: now() });
    keys.set(id, key);
    return id;
  }

  function want(wanted: boolean): Promise<void> {
    if (!keychain) return Promise.resolve();
    turn = turn
      .then(() => apply(keychain, wanted))
      .catch((error: unknown) => log.error({ error: describe(error) }, "the keychain could not be used"));
    return turn;
  }
  return { state: () => state, ready: want(wanted), want };
}
