/**
 * Seals short texts with AES-256-GCM: the keys are kept wrapped by the system's keychain, which is asked once, since what is
 * sealed is read and written all the time. A sealed text: `1.KEY.NONCE.BYTES`, the last two in base64url, the tag at the end.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** The length of a key, in bytes. */
export const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const version = "1";

export interface Cipher {
  /** Seals under the newest key. */
  seal(text: string): string;
  /** Out: undefined where its key is not there, or it was changed. */
  open(sealed: string): string | undefined;
}

/** In: keys by their ids, and the id of the one to seal with. */
export function createCipher(keys: ReadonlyMap<string, Uint8Array>, newest: string): Cipher {
  const key = keys.get(newest);
  if (!key) throw new TypeError("there is no key to seal with");
  return {
    seal(text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const bytes = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return [version, newest, nonce.toString("base64url"), bytes.toString("base64url")].join(".");
    },
    open(sealed) {
      const [form, id = "", nonce = "", text = ""] = sealed.split(".");
      const known = keys.get(id);
      if (form !== version || !known) return undefined;
      try {
        const bytes = Buffer.from(text, "base64url");
        const decipher = createDecipheriv("aes-256-gcm", known, Buffer.from(nonce, "base64url"), {
          authTagLength: tagBytes,
        });
        decipher.setAuthTag(bytes.subarray(-tagBytes));
        return decipher.update(bytes.subarray(0, -tagBytes), undefined, "utf8") + decipher.final("utf8");
      } catch {
        return undefined;
      }
    },
  };
}
