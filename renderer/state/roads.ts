/** Routes as the screen shows them: each has one name and one colour, the same everywhere. */
import { practiceRelayName } from "../../electron/common/defaults.ts";
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

/** What a person calls a route: a relay by the name that he gave it, the practice network's in the page's language. */
export function nameOf(words: Words, relays: readonly RelayView[], route: string): string {
  if (route === "direct") return words.say("route.direct");
  const relay = findRelay(relays, route);
  // The practice network may be gone again.
  const practice = relay?.practice ?? route === practiceRelayName;
  return practice ? practiceName(words, relay?.name ?? route) : (relay?.name ?? route);
}

/** A practice network may have further relays, which say themselves what they are. */
function practiceName(words: Words, name: string): string {
  return name === practiceRelayName ? words.say("practice.relay") : name;
}

/** The same in the middle of a sentence. */
export function nameInText(words: Words, relays: readonly RelayView[], route: string): string {
  return route === "direct" ? words.say("route.directInText") : nameOf(words, relays, route);
}
