import { redactText } from "../common/source.ts";

/** Where the engine says what it does. Fields never carry queries, tokens or credentials. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * A log entry's fields with every text, at any depth, freed of what may be secret in an address. Every log that leaves
 * the process goes through it: what a system or a library puts into an error is not ours to foresee.
 */
export function redactFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactValue(value)]));
}

function redactValue(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (value instanceof Error) return redactText(value.message);
  if (Array.isArray(value)) return value.map(redactValue);
  return typeof value === "object" && value !== null ? redactFields(value) : value;
}
