import { isComparing } from "../../electron/common/is-comparing.ts";
import type { ComparedRoute, ComparisonView } from "../../electron/common/views.ts";
import { useApp, useWords } from "../state/context.tsx";
import { plotText } from "../words/plot.ts";
import { colourOf, nameOf } from "../state/roads.ts";
import { Plot } from "../ui/plot.tsx";
import { RoadName } from "../ui/road-name.tsx";

/** One strip a route, all on one scale, the fastest on top once it is known. */
export function Strips({ view }: { view: ComparisonView }) {
  const points = view.routes.flatMap((route) => route.points);
  const xMax = Math.max(1000, ...points.map(([x]) => x));
  const yMax = Math.max(1, ...points.map(([, y]) => y)) * 1.06;
  const runs = isComparing(view);
  // While it runs the order stays, since what moves cannot be read.
  const routes = runs ? view.routes : [...view.routes].sort((a, b) => (b.median ?? -1) - (a.median ?? -1));
  return (
    <div className="roads">
      {routes.map((route) => (
        <Strip key={route.route} view={view} route={route} xMax={xMax} yMax={yMax} />
      ))}
    </div>
  );
}

interface StripProps {
  readonly view: ComparisonView;
  readonly route: ComparedRoute;
  readonly xMax: number;
  readonly yMax: number;
}

function Strip({ view, route, xMax, yMax }: StripProps) {
  const words = useWords();
  const { say } = words;
  const relays = useApp((state) => state.relays);
  const name = nameOf(words, relays, route.route);
  const colour = colourOf(relays, route.route);
  const turn = view.turn === route.route && view.state === "running";
  const runs = isComparing(view);
  // While it is a route's turn its figure is what comes now; else its median.
  const speed = turn ? (route.points.at(-1)?.[1] ?? null) : route.median;
  const { number, unit } = words.speedParts(speed ?? 0);
  const facts = route.problem
    ? say("road.out")
    : [
        say("road.connections", { count: route.connections }),
        ...(route.firstByteMs === null ? [] : [say("road.firstByte", { time: words.ms(route.firstByteMs) })]),
      ].join(" · ");
  const text = plotText(words, name, route);
  return (
    <div className="road" data-road={colour} data-turn={turn} data-out={route.problem ? true : undefined}>
      <div>
        <h3>
          <RoadName colour={colour}>{name}</RoadName>
        </h3>
        <small>{facts}</small>
        {runs && !route.problem ? <small>{turn ? say("road.now") : say("road.waiting")}</small> : null}
      </div>
      <Plot points={route.points} xMax={xMax} yMax={yMax} text={text} />
      <div className="road-speed">
        {speed === null ? null : (
          <>
            <strong>{number}</strong> <span>{unit}</span>
          </>
        )}
      </div>
    </div>
  );
}
