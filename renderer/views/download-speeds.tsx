import { useEffect, useState } from "react";
import type { DownloadView, SpeedHistory } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { colourOf, nameInText, nameOf } from "../state/roads.ts";
import { whileShown } from "../state/while-shown.ts";
import { Plot } from "../ui/plot.tsx";
import { RoadName } from "../ui/road-name.tsx";
import { speedPlot } from "../words/speeds.ts";

/** How often the plot of a running download is drawn anew. */
const everyMs = 1000;

/** How fast a download came over each route: asked for only while somebody looks. */
export function DownloadSpeeds({ view }: { view: DownloadView }) {
  const words = useWords();
  const { say } = words;
  const relays = useApp((state) => state.relays);
  const speeds = useSpeeds(view);
  // One that never ran has nothing to tell of.
  if (speeds === undefined || view.seconds === 0) return null;
  const plot = speedPlot(speeds);
  return (
    <section className="speeds" aria-label={say("speeds.label")}>
      <h3>{say("speeds.label")}</h3>
      {plot === undefined ? (
        <p className="quiet">{say("speeds.none")}</p>
      ) : (
        <>
          <Plot
            points={plot.points}
            roads={plot.routes.map(({ route }) => colourOf(relays, route))}
            xMin={plot.from}
            xMax={plot.to}
            yMax={plot.peak * 1.06}
            text={say("speeds.text", {
              time: words.duration(plot.to - plot.from),
              routes: plot.routes
                .map(({ route, mean, peak }) =>
                  say("speeds.route", {
                    route: nameInText(words, relays, route),
                    mean: words.speed(mean),
                    peak: words.speed(peak),
                  }),
                )
                .join(words.language === "en" ? "; " : "；"),
            })}
          />
          <p className="speeds-axis quiet">
            <span>{words.duration(plot.from)}</span>
            <span>{say("speeds.scale", { peak: words.speed(plot.peak) })}</span>
            <span>{words.duration(plot.to)}</span>
          </p>
          <ul className="speeds-legend">
            {plot.routes.map(({ route, mean }) => (
              <li key={route}>
                <RoadName colour={colourOf(relays, route)}>{nameOf(words, relays, route)}</RoadName>{" "}
                <span className="quiet">{say("speeds.mean", { mean: words.speed(mean) })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function useSpeeds({ id, state }: DownloadView): SpeedHistory | undefined {
  const { speeds } = useActions();
  const [seen, setSeen] = useState<SpeedHistory>();
  useEffect(() => {
    let over = false;
    const look = async () => {
      const now = await speeds(id);
      if (now && !over) setSeen(now);
      return state === "running";
    };
    const stop = whileShown(look, everyMs);
    return () => {
      over = true;
      stop();
    };
  }, [id, speeds, state]);
  return seen;
}
