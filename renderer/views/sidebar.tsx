import { ArrowRight, Download, Info, Settings, Split, Waypoints } from "lucide-react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import type { View } from "../state/store.ts";
import { Logo } from "../ui/logo.tsx";
import { isGoing } from "../words/download.ts";
import { goingOn } from "../words/now.ts";

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
  const going = useApp(({ downloads }) => downloads.filter(isGoing).length);
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
            {view === "downloads" && going > 0 ? <b>{words.integer(going)}</b> : null}
          </button>
        ))}
      </nav>
      <Now />
    </header>
  );
}

/** The speed of everything that runs, and what that is. */
function Now() {
  const words = useWords();
  const downloads = useApp((state) => state.downloads);
  const comparing = useApp((state) => state.comparing);
  const comparison = useApp((state) => state.comparison);
  const gateway = useApp((state) => state.gateway);
  const relays = useApp((state) => state.relays);
  const { speed, line } = goingOn(words, { downloads, comparing, comparison, gateway, relays });
  const { number, unit } = words.speedParts(speed);
  return (
    <div className="now">
      <span>{words.say("nav.now")}</span>
      <strong>
        {number} <span>{unit}</span>
      </strong>
      <span className="now-by">{line}</span>
    </div>
  );
}
