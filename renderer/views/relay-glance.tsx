import type { RelayView } from "../../electron/common/views.ts";
import { useNow, useWords } from "../state/context.tsx";
import { checkedAgo, isOld, toneOf } from "../words/health.ts";

/** How a relay does, at a glance: a word, and how long ago that was seen. The dot's colour is no road's. */
export function RelayGlance({ health }: { health: RelayView["health"] }) {
  const words = useWords();
  const now = useNow(health !== null);
  if (health === null) return <span className="quiet glance-when">{words.say("health.never")}</span>;
  return (
    <span className="glance" data-tone={toneOf(health)} data-old={isOld(health.at, now) ? true : undefined}>
      <i aria-hidden="true" />
      {words.say(`health.word.${health.grade}`)}
      <span className="quiet glance-when">{checkedAgo(words, health.at, now)}</span>
    </span>
  );
}
