/** What keeps the stand-in honest. */

/** A call into the system that a real run would make. */
export interface Recorded {
  readonly api: string;
  readonly args: readonly unknown[];
}

/** Tests read what was asked of the system here (`require("electron").recorded`). */
export const recorded: Recorded[] = [];

/** A function that records its call and returns `result`. */
export function record<R>(api: string, result: R): (...args: unknown[]) => R {
  return (...args) => {
    recorded.push({ api, args });
    return result;
  };
}

const asked = new Set<PropertyKey>(["then", "toJSON"]);

/** The object itself, but a member that is not there throws by its name instead of being undefined. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key) {
      if (key in object || typeof key === "symbol" || asked.has(key)) return Reflect.get(object, key, object);
      throw new Error(`fake-electron: ${name}.${key} is not implemented`);
    },
  });
}

/** An event that a listener may prevent. */
export class Cancelable {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
