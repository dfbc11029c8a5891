/** Secrets that are told apart in constant time. Only their digests are kept. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A fresh secret: 256 random bits, safe in URLs and cookies. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

const digest = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** Compares two texts in a time that tells nothing about where they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

/** A bounded set of secrets; the oldest leaves when it is full. */
export class SecretSet {
  readonly #digests: Buffer[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Makes a secret, remembers it and returns it. */
  issue(): string {
    const secret = newSecret();
    this.#digests.push(digest(secret));
    if (this.#digests.length > this.#limit) this.#digests.shift();
    return secret;
  }

  has(secret: string): boolean {
    return this.#find(secret) >= 0;
  }

  /** Forgets a secret; tells whether it was there. */
  take(secret: string): boolean {
    const at = this.#find(secret);
    if (at < 0) return false;
    this.#digests.splice(at, 1);
    return true;
  }

  /** Looks at every entry, whether or not an earlier one fits. */
  #find(secret: string): number {
    const wanted = digest(secret);
    let found = -1;
    for (const [at, known] of this.#digests.entries()) if (timingSafeEqual(known, wanted)) found = at;
    return found;
  }
}
