/** The whole screen: sidebar, banners, and one of its views. */
import { useEffect, useRef } from "react";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { useStore } from "zustand";
import { AppContext, WordsContext, type App as AppParts } from "./state/context.tsx";
import type { View } from "./state/store.ts";
import { AboutView } from "./views/about-view.tsx";
import { keepFocus } from "./ui/keep-focus.ts";
import { PopupPlace } from "./ui/popup-place.tsx";
import { Banners } from "./views/banners.tsx";
import { DropPlace } from "./views/drop-place.tsx";
import { FaultBoundary } from "./views/fault.tsx";
import { DownloadsView } from "./views/downloads-view.tsx";
import { GatewayPage } from "./views/gateway-view.tsx";
import { NewView } from "./views/new-view.tsx";
import { RelaysView } from "./views/relays-view.tsx";
import { SettingsPage } from "./views/settings-view.tsx";
import { Sidebar } from "./views/sidebar.tsx";
import { WelcomeView } from "./views/welcome-view.tsx";
import { assertNever } from "./words/assert-never.ts";
import { chooseLanguage, type createVoices } from "./words/i18n.ts";

/** The app over its store and actions, in the language that settings and system ask for. */
export function App({ app, voices }: { app: AppParts; voices: ReturnType<typeof createVoices> }) {
  // Of the state, only what this needs: it changes four times a second while anything runs.
  const asked = useStore(app.store, ({ settings }) => settings?.language ?? "system");
  const info = useStore(app.store, (state) => state.info);
  const view = useStore(app.store, (state) => state.view);
  const connection = useStore(app.store, (state) => state.connection);
  // In a browser the person's own language counts, not that of the machine that serves the page.
  const system = info?.host === "electron" ? info.locale : navigator.language;
  const words = voices[chooseLanguage(asked, system)];
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.documentElement.lang = words.language;
  }, [words]);
  useEffect(() => keepFocus(), []);
  // Each view begins at its top.
  useEffect(
    () =>
      app.store.subscribe((now, before) => {
        if (now.view !== before.view) main.current?.scrollTo({ top: 0 });
      }),
    [app],
  );
  return (
    <AppContext value={app}>
      <WordsContext value={words}>
        {/* The page's policy knows no inline styles. */}
        <CSPProvider disableStyleElements>
          <PopupPlace value={main}>
            <a className="skip" href="#content">
              {words.say("app.skip")}
            </a>
            <Sidebar />
            <main id="content" ref={main} tabIndex={-1}>
              <div className="column">
                <Banners />
                {connection === "connecting" ? (
                  <p className="quiet">{words.say("app.starting")}</p>
                ) : (
                  // One for each view: the others can still be gone to.
                  <FaultBoundary key={view} words={() => words} where={() => whereIn(app)}>
                    <Screen view={view} />
                  </FaultBoundary>
                )}
              </div>
            </main>
            <DropPlace />
          </PopupPlace>
        </CSPProvider>
      </WordsContext>
    </AppContext>
  );
}

/** Which Detour it is, and what it shows: for those who mend. */
export function whereIn({ store }: Pick<AppParts, "store">): string {
  const { info, view } = store.getState();
  return `Detour ${info?.version ?? "unknown"} (${info?.host ?? "unknown"}), view ${view}`;
}

function Screen({ view }: { view: View }) {
  switch (view) {
    case "new":
      return <NewView />;
    case "downloads":
      return <DownloadsView />;
    case "relays":
      return <RelaysView />;
    case "gateway":
      return <GatewayPage />;
    case "settings":
      return <SettingsPage />;
    case "about":
      return <AboutView />;
    case "welcome":
      return <WelcomeView />;
    default:
      return assertNever(view);
  }
}
