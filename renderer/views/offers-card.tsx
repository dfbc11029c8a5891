import { X } from "lucide-react";
import type { OfferView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Tell } from "../ui/tell.tsx";
import type { Words } from "../words/words.ts";

/**
 * Addresses that came from outside: links on pages, the command line, files, the clipboard. Each waits for the person's
 * word; until then nothing is asked of its server, for any page can open a `detour:` link.
 */
export function OffersCard() {
  const { say } = useWords();
  const offers = useApp((state) => state.offers);
  if (offers.length === 0) return null;
  return (
    <section className="card offers" aria-label={say("offers.label")}>
      <Tell>{say("offers.intro")}</Tell>
      <ul>
        {offers.map((offer) => (
          <Offer key={offer.id} offer={offer} />
        ))}
      </ul>
    </section>
  );
}

function Offer({ offer }: { offer: OfferView }) {
  const words = useWords();
  const { say } = words;
  const { takeOffer, editOffer, dismissOffer } = useActions();
  const busy = useApp((state) => state.busy.includes(`offer ${offer.id}`));
  const { id, url, mirrors } = offer;
  return (
    <li>
      <div className="offer-what">
        <span className="mono">{url}</span>
        <span className="quiet">{facts(words, offer).join(" · ")}</span>
      </div>
      <div className="offer-do">
        <Button
          kind="main"
          disabled={busy}
          aria-label={say("offers.takeThis", { url })}
          onClick={() => void takeOffer(offer)}
        >
          {say("offers.take")}
        </Button>
        {/* The field takes one address: the others would be lost. */}
        {mirrors.length === 0 ? (
          <Button
            disabled={busy}
            aria-label={say("offers.editThis", { url })}
            onClick={() => void editOffer(offer)}
          >
            {say("offers.edit")}
          </Button>
        ) : null}
        <IconButton
          label={say("offers.dismiss", { url })}
          disabled={busy}
          onClick={() => void dismissOffer(id)}
        >
          <X size={16} aria-hidden="true" />
        </IconButton>
      </div>
    </li>
  );
}

/** Where it came from, and what came with it. */
function facts({ say }: Words, { from, name, checksum, mirrors }: OfferView): string[] {
  return [
    say(`offers.from.${from}`),
    ...(name === null ? [] : [say("offers.name", { name })]),
    ...(checksum === null ? [] : [say("offers.checksum")]),
    ...(mirrors.length === 0 ? [] : [say("offers.mirrors", { count: mirrors.length })]),
  ];
}
