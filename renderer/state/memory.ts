/** What this window remembers by itself: the relays that are switched off. */
const key = "detour.off";

export function recallOff(storage: Storage | undefined): readonly string[] {
  try {
    const value: unknown = JSON.parse(storage?.getItem(key) ?? "[]");
    return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export function rememberOff(storage: Storage | undefined, off: readonly string[]): void {
  try {
    storage?.setItem(key, JSON.stringify(off));
  } catch {
    // A browser that keeps nothing still works; only the choice is forgotten.
  }
}
