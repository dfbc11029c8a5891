/** Closes a switch over a union: the compiler refuses a case that was forgotten, and nothing falls through at run time. */
export function assertNever(value: never): never {
  throw new Error(`not one of the known: ${String(value)}`);
}
