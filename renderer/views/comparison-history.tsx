import { useEffect, useState } from "react";
import { planBytes } from "../../electron/common/defaults.ts";
import type { ComparisonView, PastComparison } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { colourOf, nameOf } from "../state/roads.ts";
import { historyOf } from "../state/history.ts";
import { Button } from "../ui/button.tsx";
import { Plot } from "../ui/plot.tsx";
import { RoadName } from "../ui/road-name.tsx";

/**
 * What comparisons with this host said before, one strip a route on one scale; and a plan for the next day. It is read
 * once a connection: give it the comparison's id as its key.
 */
export function ComparisonHistory({ view }: { view: ComparisonView }) {
  const words = useWords();
  const { say } = words;
  const { history } = useActions();
  const relays = useApp((state) => state.relays);
  const [past, setPast] = useState<readonly PastComparison[]>();
  const host = new URL(view.url).host;
  const connection = useApp((state) => state.connection);
  useEffect(() => {
    if (connection !== "connected") return undefined;
    let here = true;
    void history(host).then((list) => here && list && setPast(list));
    return () => {
      here = false;
    };
  }, [history, host, connection]);
  const { routes, from, to, most } = historyOf(past ?? []);
  return (
    <section className="history" aria-label={say("history.label", { host })}>
      {past === undefined ? null : past.length < 2 ? (
        <p className="quiet">{say("history.few", { host })}</p>
      ) : (
        <>
          <p className="quiet">
            {say("history.since", { count: past.length, host, from: words.date(from), to: words.date(to) })}
          </p>
          {routes.map(({ route, points, median, best }) => {
            const name = nameOf(words, relays, route);
            const colour = colourOf(relays, route);
            const { number, unit } = words.speedParts(median);
            const text = say("history.plot", {
              route: name,
              median: words.speed(median),
              count: best,
              total: past.length,
            });
            return (
              <div key={route} className="road" data-road={colour}>
                <div>
                  <h3>
                    <RoadName colour={colour}>{name}</RoadName>
                  </h3>
                  <small>{say("history.best", { count: best, total: past.length })}</small>
                </div>
                <Plot points={points} xMax={Math.max(1, to - from)} yMax={most * 1.06} text={text} />
                <div className="road-speed">
                  <strong>{number}</strong> <span>{unit}</span>
                </div>
              </div>
            );
          })}
        </>
      )}
      <PlanChoice view={view} />
    </section>
  );
}

function PlanChoice({ view }: { view: ComparisonView }) {
  const words = useWords();
  const { say } = words;
  const { planComparison, unplanComparison } = useActions();
  const busy = useApp((state) => state.busy.includes("plan"));
  const plan = useApp((state) => state.plans.find(({ url }) => url === view.url));
  return (
    <div className="history-plan">
      {plan ? (
        <>
          <span className="quiet">
            {say("plan.next", { next: words.date(plan.next), until: words.date(plan.until) })}
          </span>
          <Button kind="plain" disabled={busy} onClick={() => void unplanComparison(plan.id)}>
            {say("plan.stop")}
          </Button>
        </>
      ) : (
        <>
          <Button disabled={busy} onClick={() => void planComparison()}>
            {say("plan.start")}
          </Button>
          <span className="quiet">{say("plan.hint", { most: words.bytes(planBytes) })}</span>
        </>
      )}
    </div>
  );
}
