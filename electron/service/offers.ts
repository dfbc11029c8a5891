/** Addresses that came from outside and wait for the person's word. They live no longer than the process. */
import { randomUUID } from "node:crypto";
import type { Emit } from "../common/contract.ts";
import { longestMirror, mostMirrors } from "../common/defaults.ts";
import { AppError } from "../common/errors.ts";
import { trySource } from "../common/source.ts";
import type { NewOffer, OfferView } from "../common/views.ts";

/** A page that opens one `detour:` link after another must not fill the screen: the newest push the oldest out. */
const most = 50;

export interface Offers {
  list(): OfferView[];
  /** Takes what can be downloaded; anything else is passed over in silence, since no person typed it here. */
  add(offers: readonly NewOffer[]): void;
  /** Throws AppError `not-found`. */
  dismiss(id: string): void;
}

/** Makes an empty list; every change of it is an event. */
export function createOffers(emit: Emit): Offers {
  let offers: readonly OfferView[] = [];
  const set = (next: readonly OfferView[]) => {
    offers = next;
    emit("offers.changed", [...offers]);
  };
  return {
    list: () => [...offers],
    add(more) {
      const read = more.flatMap((offer) => readOffer(offer) ?? []);
      if (read.length === 0) return;
      const news = read.filter(({ url }, at) => read.findIndex((other) => other.url === url) === at);
      // The clipboard has one content: what it held before is no longer offered.
      const replaced = news.some(({ from }) => from === "clipboard");
      const kept = offers.filter(
        ({ url, from }) => !news.some((one) => one.url === url) && !(replaced && from === "clipboard"),
      );
      set([...kept, ...news].slice(-most));
    },
    dismiss(id) {
      if (!offers.some((offer) => offer.id === id)) throw new AppError("not-found", { what: "address", id });
      set(offers.filter((offer) => offer.id !== id));
    },
  };
}

function readOffer({ url, from, name, checksum, mirrors = [] }: NewOffer): OfferView | undefined {
  const address = trySource(url)?.href;
  if (address === undefined) return undefined;
  const copies = mirrors
    .flatMap((mirror) => trySource(mirror)?.href ?? [])
    .filter((mirror) => mirror !== address && mirror.length <= longestMirror);
  return {
    id: randomUUID(),
    url: address,
    name: name ?? null,
    checksum: checksum ?? null,
    mirrors: [...new Set(copies)].slice(0, mostMirrors),
    from,
  };
}
