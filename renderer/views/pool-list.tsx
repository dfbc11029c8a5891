import type { PoolPlace } from "../../electron/common/views.ts";
import { useApp, useWords } from "../state/context.tsx";
import { colourOf, nameOf } from "../state/roads.ts";
import { RoadName } from "../ui/road-name.tsx";
import { placeSentence } from "../words/pool.ts";

/** Why a download takes which routes, in the order in which they are asked. Empty where there was nothing to choose. */
export function PoolList({ places }: { places: readonly PoolPlace[] }) {
  const words = useWords();
  const relays = useApp((state) => state.relays);
  if (places.length < 2) return null;
  return (
    <div className="pool">
      <h3>{words.say("pool.title")}</h3>
      <ol>
        {places.map((place) => (
          <li key={place.route}>
            <RoadName colour={colourOf(relays, place.route)}>{nameOf(words, relays, place.route)}</RoadName>
            <span className="quiet">{placeSentence(words, place)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
