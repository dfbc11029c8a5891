/**
 * contextBridge: joins the page's world and the preload's, two heaps over one DOM, by synchronous events that carry text.
 * Runs in the page as source text, so it closes over nothing.
 */
/* oxlint-disable unicorn/consistent-function-scoping -- what travels as source text may not reach outside */
import type { createCodec, Wire } from "./codec.ts";

/** What crosses. `returned` and `settled` answer a call and a promise. */
export type Crossing =
  | { readonly kind: "call"; readonly id: number; readonly answer: number; readonly args: Wire }
  | { readonly kind: "returned"; readonly answer: number; readonly ok: boolean; readonly value: Wire }
  | { readonly kind: "settled"; readonly id: number; readonly ok: boolean; readonly value: Wire }
  | { readonly kind: "expose"; readonly key: string; readonly value: Wire };

export interface Bridge {
  /** Makes a value a frozen property of the other world's window. */
  expose(key: string, value: unknown): void;
}

/** Joins this world to the other; both know `token`, the name of their events. */
export function joinWorlds(side: "page" | "preload", token: string, codecOf: typeof createCodec): Bridge {
  const { stringify, parse } = JSON;
  const page = window;
  const fire = page.dispatchEvent.bind(page);
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const returned = new Map<number, Extract<Crossing, { kind: "returned" }>>();
  const promised = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;

  const other = token + (side === "page" ? "preload" : "page");
  const send = (crossing: Crossing) => fire(new CustomEvent(other, { detail: stringify(crossing) }));
  const toError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

  const { encode, decode } = codecOf(
    (value, kind) => {
      const id = ++last;
      if (kind === "function") functions.set(id, value as (...args: unknown[]) => unknown);
      else
        void (value as Promise<unknown>).then(
          (result) => send({ kind: "settled", id, ok: true, value: encode(result) }),
          (error: unknown) => send({ kind: "settled", id, ok: false, value: encode(toError(error)) }),
        );
      return { kind, id };
    },
    ({ kind, id }) => {
      if (kind === "promise") {
        const promise = Promise.withResolvers<unknown>();
        promised.set(id, promise);
        return promise.promise;
      }
      return (...args: unknown[]) => {
        const answer = ++last;
        send({ kind: "call", id, answer, args: encode(args) });
        const result = returned.get(answer);
        returned.delete(answer);
        if (!result) throw new Error("fake-electron: the other world is gone");
        if (!result.ok) throw decode(result.value);
        return decode(result.value);
      };
    },
  );

  const freeze = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
    Object.values(value).forEach(freeze);
    return Object.freeze(value);
  };

  const answerCall = ({ id, answer, args }: Extract<Crossing, { kind: "call" }>) => {
    try {
      const value = encode(functions.get(id)?.(...(decode(args) as unknown[])));
      send({ kind: "returned", answer, ok: true, value });
    } catch (error) {
      send({ kind: "returned", answer, ok: false, value: encode(toError(error)) });
    }
  };
  const settle = ({ id, ok, value }: Extract<Crossing, { kind: "settled" }>) => {
    const promise = promised.get(id);
    promised.delete(id);
    if (ok) promise?.resolve(decode(value));
    else promise?.reject(decode(value));
  };
  page.addEventListener(token + side, (event) => {
    const crossing = parse((event as CustomEvent<string>).detail) as Crossing;
    if (crossing.kind === "call") answerCall(crossing);
    else if (crossing.kind === "returned") returned.set(crossing.answer, crossing);
    else if (crossing.kind === "settled") settle(crossing);
    else
      Object.defineProperty(page, crossing.key, {
        value: freeze(decode(crossing.value)),
        writable: false,
        configurable: false,
        enumerable: true,
      });
  });
  return { expose: (key, value) => void send({ kind: "expose", key, value: encode(value) }) };
}
