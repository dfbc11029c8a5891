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

type Colours = ReadonlyMap<string, Colour>;

/** The colours of each list of relays that the page had: by id, and by name for those that are gone, too. */
const given = new WeakMap<readonly RelayView[], Colours>();

function coloursOf(relays: readonly RelayView[]): Colours {
  return given.get(relays) ?? byOrder(relays);
}

function inOrder(at: number): Colour {
  return colours[at % colours.length] ?? "1";
}

function byOrder(relays: readonly RelayView[]): Colours {
  return new Map(
    relays.flatMap(({ id, name }, at) => [
      [id, inOrder(at)],
      [name, inOrder(at)],
    ]),
  );
}

/**
 * Lets the relays of a new list keep the colours that they had in the one before, whatever went or moved; so do those that
 * are gone, whose bytes and samples are still shown. To be called whenever the page has another list.
 */
export function keepColours(before: readonly RelayView[], now: readonly RelayView[]): void {
  const known = coloursOf(before);
  const kept = new Map(known);
  const had = ({ id, name }: RelayView) => known.get(id) ?? known.get(name);
  const taken = new Set(now.flatMap((relay) => had(relay) ?? []));
  const usual = byOrder(now);
  for (const relay of now) {
    const wish = usual.get(relay.id) ?? "1";
    const inTurn = [wish, ...colours];
    const shown = new Set(kept.values());
    const colour =
      had(relay) ?? inTurn.find((one) => !shown.has(one)) ?? inTurn.find((one) => !taken.has(one)) ?? wish;
    taken.add(colour);
    kept.set(relay.id, colour).set(relay.name, colour);
  }
  given.set(now, kept);
}

/**
 * A route's colour. Relays take theirs by their order among the saved ones, the sixth again the first, and keep it as long as the
 * page is open; one that was never seen saved takes one by its name.
 */
export function colourOf(relays: readonly RelayView[], route: string): Colour {
  if (route === "direct") return "direct";
  const known = coloursOf(relays);
  const colour = known.get(findRelay(relays, route)?.id ?? route) ?? known.get(route);
  return colour ?? inOrder(route.length);
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
