import type { Colour } from "../state/roads.ts";

/** A route's name beside its colour: the colour is never the only sign. */
export function RoadName({ colour, children }: { colour: Colour; children: string }) {
  return (
    <span className="road-name" data-road={colour}>
      <i aria-hidden="true" />
      {children}
    </span>
  );
}
