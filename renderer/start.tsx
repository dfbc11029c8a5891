/** Composition: a client, a store that it feeds, the actions, and the app drawn from them. */
import { createRoot } from "react-dom/client";
import { toFailure } from "../electron/common/errors.ts";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/shell.css";
import "./ui/forms.css";
import "./ui/roads.css";
import "./ui/download.css";
import "./ui/outside.css";
import "./ui/list.css";
import "./ui/popups.css";
import "./ui/about.css";
import "./ui/welcome.css";
import "./ui/queue.css";
import "./ui/bookmarklet.css";
import { App, whereIn } from "./app.tsx";
import type { ConnectedClient } from "./client/client.ts";
import { createActions } from "./state/actions.ts";
import { emptyAsk } from "./state/ask.ts";
import { feed } from "./state/feed.ts";
import { recallCompared, recallOff, recallSort, rememberTheme } from "./state/memory.ts";
import { applyTheme, type Theme } from "./ui/theme.ts";
import { createAppStore } from "./state/store.ts";
import { FaultBoundary } from "./views/fault.tsx";
import { Unreached } from "./views/unreached.tsx";
import { chooseLanguage, createVoices } from "./words/i18n.ts";

/** Draws the app into `element` once `connecting` has come about, or says that it did not. */
export async function start(element: Element, connecting: Promise<ConnectedClient>): Promise<void> {
  const root = createRoot(element);
  const voices = createVoices();
  try {
    const client = await connecting;
    const memory = { local: window.localStorage, session: window.sessionStorage };
    const store = createAppStore(
      { ...emptyAsk, off: recallOff(memory) },
      recallCompared(memory),
      recallSort(memory),
    );
    const actions = createActions(store, client, memory);
    const keepTheme = (theme: Theme) => {
      applyTheme(theme);
      rememberTheme(memory, theme);
    };
    store.subscribe(({ settings }, before) => {
      if (settings && settings.theme !== before.settings?.theme) keepTheme(settings.theme);
    });
    feed(store, client);
    // What the routes said was said over another network.
    client.on("network.changed", actions.askRoutes);
    const words = () =>
      voices[chooseLanguage(store.getState().settings?.language ?? "system", navigator.language)];
    root.render(
      <FaultBoundary whole words={words} where={() => whereIn({ store })}>
        <App app={{ store, actions }} voices={voices} />
      </FaultBoundary>,
    );
  } catch (error) {
    root.render(<Unreached failure={toFailure(error)} voices={voices} />);
  }
}
