import { useState } from "react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { findSettings } from "../words/settings.ts";
import { BookmarkletCard } from "./bookmarklet-card.tsx";
import { SettingField } from "./setting-field.tsx";
import { SettingsFoot } from "./settings-foot.tsx";

/** What holds for every download, and how the app behaves. Each change is saved at once. */
export function SettingsPage() {
  const words = useWords();
  const { say } = words;
  const settings = useApp((state) => state.settings);
  const info = useApp((state) => state.info);
  const [query, setQuery] = useState("");
  const found = findSettings(words, info?.host ?? "headless", query);
  return (
    <>
      <h1 className="title">{say("settings.title")}</h1>
      {settings ? (
        <>
          <Field
            className="settings-search"
            type="search"
            label={say("settings.search")}
            hint={say("settings.searchHint")}
            value={query}
            onText={setQuery}
          />
          {found.length === 0 ? (
            <p className="quiet" aria-live="polite">
              {say("settings.noneFound", { query })}
            </p>
          ) : (
            <form className="card settings" onSubmit={(event) => event.preventDefault()}>
              {found.map((name) => (
                <SettingField key={name} name={name} settings={settings} />
              ))}
            </form>
          )}
          <SettingsFoot settings={settings} />
        </>
      ) : null}
      <BookmarkletCard />
      <PracticeChoice />
      {info ? <p className="quiet">{say("settings.version", { version: info.version })}</p> : null}
    </>
  );
}

/** Lets those who have downloads already try the practice network too. */
function PracticeChoice() {
  const { say } = useWords();
  const { startPractice, show } = useActions();
  const running = useApp((state) => state.practice?.running === true);
  const busy = useApp((state) => state.busy.includes("practice"));
  const begin = async () => {
    await startPractice();
    show("new");
  };
  if (running) return null;
  return (
    <section className="card settings" aria-label={say("settings.practice")}>
      <div className="empty-try">
        <Button disabled={busy} onClick={() => void begin()}>
          {busy ? say("practice.starting") : say("empty.try")}
        </Button>
        <span className="quiet">{say("empty.tryHint")}</span>
      </div>
    </section>
  );
}
