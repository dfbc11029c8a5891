/**
 * Values as JSON text and back, between two JavaScript heaps. Runs in the page (as source text) and in Node, so it
 * imports nothing and closes over nothing.
 */

/** A function or a promise, named by a number that its owner knows. */
export interface Reference {
  readonly kind: "function" | "promise";
  readonly id: number;
}

export type Wire =
  | { readonly kind: "undefined" }
  | { readonly kind: "value"; readonly value: string | number | boolean | null }
  | { readonly kind: "array"; readonly items: readonly Wire[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, Wire])[] }
  | { readonly kind: "error"; readonly name: string; readonly message: string }
  | Reference;

export interface Codec {
  readonly encode: (value: unknown) => Wire;
  readonly decode: (wire: Wire) => unknown;
}

/** Builds a codec; `refer` and `resolve` say what happens to functions and promises, and may throw. */
export function createCodec(
  refer: (value: object, kind: Reference["kind"]) => Reference,
  resolve: (reference: Reference) => unknown,
): Codec {
  const encode = (value: unknown): Wire => {
    if (value === undefined) return { kind: "undefined" };
    if (value === null || typeof value === "string" || typeof value === "boolean")
      return { kind: "value", value };
    if (typeof value === "number" && Number.isFinite(value)) return { kind: "value", value };
    if (typeof value === "function") return refer(value, "function");
    if (typeof value !== "object") throw new Error("An object could not be cloned.");
    if ("then" in value && typeof value.then === "function") return refer(value, "promise");
    if (Array.isArray(value)) return { kind: "array", items: value.map(encode) };
    if (value instanceof Error) return { kind: "error", name: value.name, message: value.message };
    const proto: unknown = Object.getPrototypeOf(value);
    if (proto !== null && Object.getPrototypeOf(proto) !== null)
      throw new Error(`fake-electron: ${Object.prototype.toString.call(value)} does not cross worlds here`);
    return { kind: "object", entries: Object.entries(value).map(([key, item]) => [key, encode(item)]) };
  };
  const decode = (wire: Wire): unknown => {
    if (wire.kind === "undefined") return undefined;
    if (wire.kind === "value") return wire.value;
    if (wire.kind === "array") return wire.items.map(decode);
    if (wire.kind === "object")
      return Object.fromEntries(wire.entries.map(([key, item]) => [key, decode(item)]));
    if (wire.kind === "error") return Object.assign(new Error(wire.message), { name: wire.name });
    return resolve(wire);
  };
  return { encode, decode };
}
