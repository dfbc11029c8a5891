import { ArrowRight, Download, Info, Settings, Split, Waypoints } from "lucide-react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { nameInText } from "../state/roads.ts";
import type { View } from "../state/store.ts";
import { Logo } from "../ui/logo.tsx";
import { isActive, isUnfinished } from "../words/download.ts";

const views = [
  { view: "new", Icon: ArrowRight },
  { view: "downloads", Icon: Download },
  { view: "relays", Icon: Waypoints },
  { view: "gateway", Icon: Split },
  { view: "settings", Icon: Settings },
  { view: "about", Icon: Info },
] as const satisfies readonly { view: View; Icon: unknown }[];

/** The views, and below them what goes on now. A bar at the top where the window is narrow. */
export function Sidebar() {
  const words = useWords();
  const { show } = useActions();
  const current = useApp(({ view }) => view);
  const unfinished = useApp(({ downloads }) => downloads.filter(isUnfinished).length);
  return (
    <header className="sidebar">
      <div className="brand">
        <Logo />
        <span>{words.say("app.name")}</span>
      </div>
      <nav aria-label={words.say("nav.label")}>
        {views.map(({ view, Icon }) => (
          <button
            key={view}
            type="button"
            aria-current={view === current ? "page" : undefined}
            onClick={() => show(view)}
          >
            <Icon size={16} aria-hidden="true" />
            {words.say(`nav.${view}`)}
            {view === "downloads" && unfinished > 0 ? <b>{words.integer(unfinished)}</b> : null}
          </button>
        ))}
      </nav>
      <Now />
    </header>
  );
}

/** The speed of everything that runs, and by which routes it comes. */
function Now() {
  const words = useWords();
  const relays = useApp((state) => state.relays);
  const active = useApp((state) => state.downloads).filter(isActive);
  const speed = active.reduce((sum, view) => sum + view.speed, 0);
  // The one that brings most is named first.
  const atWork = active.flatMap((view) => view.routes.filter((route) => route.speed > 0));
  const routes = new Set(atWork.sort((a, b) => b.speed - a.speed).map(({ route }) => route));
  const { number, unit } = words.speedParts(speed);
  const by = words.list([...routes].map((route) => nameInText(words, relays, route)));
  return (
    <div className="now">
      <span>{words.say("nav.now")}</span>
      <strong>
        {number} <span>{unit}</span>
      </strong>
      <span className="now-by">
        {routes.size > 0 ? words.say("nav.by", { routes: by }) : words.say("nav.idle")}
      </span>
    </div>
  );
}
