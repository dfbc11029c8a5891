/** Routes as the screen shows them: each has one name and one colour, the same everywhere. */
import type { RelayView } from "../../electron/common/views.ts";
import type { Words } from "../words/words.ts";

/** The colour of a route: direct's, or one of five for relays. */
export type Colour = "direct" | "1" | "2" | "3" | "4" | "5";

const colours = ["1", "2", "3", "4", "5"] as const;

/** The saved relay that a view speaks of: views name it, the person's own requests carry its id. */
export function findRelay(relays: readonly RelayView[], route: string): RelayView | undefined {
  return relays.find(({ id }) => id === route) ?? relays.find(({ name }) => name === route);
}

/**
 * A route's colour. Relays take theirs by their order among the saved ones, the sixth again the first; a relay that is no
 * longer saved takes one by its name, so that it keeps it.
 */
export function colourOf(relays: readonly RelayView[], route: string): Colour {
  if (route === "direct") return "direct";
  const relay = findRelay(relays, route);
  const order = relay ? relays.indexOf(relay) : route.length;
  return colours[order % colours.length] ?? "1";
}

/** What a person calls a route. */
export function nameOf(words: Words, relays: readonly RelayView[], route: string): string {
  return route === "direct" ? words.say("route.direct") : (findRelay(relays, route)?.name ?? route);
}

/** The same in the middle of a sentence. */
export function nameInText(words: Words, relays: readonly RelayView[], route: string): string {
  return route === "direct" ? words.say("route.directInText") : nameOf(words, relays, route);
}
