/**
 * Who may enter. A browser is let in once, by a one-time token in the link or by the password, and from then on shows a
 * cookie. Cookies are not kept apart by port, so the cookie's name carries it: two Detours on one machine stay apart.
 */
import type { IncomingMessage } from "node:http";
import { sameSecret, SecretSet } from "./secrets.ts";

const maxLinks = 20;
const maxSessions = 200;
const triesAtOnce = 5;
const msPerTry = 3000;

export interface SessionOptions {
  readonly port: () => number;
  /** Lets browsers in by this password instead of links. */
  readonly password?: string | undefined;
  /** Milliseconds that never jump back. */
  readonly now?: () => number;
}

export type PasswordAnswer = "right" | "wrong" | "too-many-tries";

export class Sessions {
  readonly #links = new SecretSet(maxLinks);
  readonly #sessions = new SecretSet(maxSessions);
  readonly #options: SessionOptions;
  readonly #now: () => number;
  #tries = triesAtOnce;
  #refilledAt: number;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#refilledAt = this.#now();
  }

  /** A token that lets one browser in, once. */
  newLinkToken(): string {
    return this.#links.issue();
  }

  /** Uses a link's token up. Returns the cookie to set, or undefined where the token is wrong or used. */
  enterByToken(token: string): string | undefined {
    return this.#links.take(token) ? this.#newCookie() : undefined;
  }

  /** Checks a password; `right` costs no try. All callers share the tries, since an address is easily changed. */
  checkPassword(password: string): PasswordAnswer {
    this.#refill();
    if (this.#tries < 1) return "too-many-tries";
    if (this.#options.password !== undefined && sameSecret(password, this.#options.password)) return "right";
    this.#tries--;
    return "wrong";
  }

  /** The cookie for a browser that gave the right password. */
  enterByPassword(): string {
    return this.#newCookie();
  }

  /** Whether a request shows the cookie of a session. */
  holds(request: IncomingMessage): boolean {
    const name = `${this.#cookieName()}=`;
    const cookies = (request.headers.cookie ?? "").split(";").map((text) => text.trim());
    return cookies.some((text) => text.startsWith(name) && this.#sessions.has(text.slice(name.length)));
  }

  #cookieName(): string {
    return `detour-${this.#options.port()}`;
  }

  /** A session cookie: gone when the browser closes, unread by scripts, never sent from another site. */
  #newCookie(): string {
    return `${this.#cookieName()}=${this.#sessions.issue()}; HttpOnly; SameSite=Strict; Path=/`;
  }

  #refill(): void {
    const gained = Math.floor((this.#now() - this.#refilledAt) / msPerTry);
    this.#refilledAt += gained * msPerTry;
    this.#tries = Math.min(triesAtOnce, this.#tries + gained);
  }
}
