import { useState } from "react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { findSettings, type SettingGroup } from "../words/settings.ts";
import { BookmarkletCard } from "./bookmarklet-card.tsx";
import { SettingField } from "./setting-field.tsx";
import { SettingsFoot } from "./settings-foot.tsx";

/** What holds for every download, and how the app behaves, under headings. Each change is saved at once. */
export function SettingsPage() {
  const words = useWords();
  const { say } = words;
  const settings = useApp((state) => state.settings);
  const info = useApp((state) => state.info);
  const [query, setQuery] = useState("");
  const looks = useApp((state) => state.updates?.way === "itself");
  const found = findSettings(words, info?.host ?? "headless", query)
    // A copy that is updated another way never looks for new versions.
    .map(({ group, names }) => ({ group, names: names.filter((name) => looks || name !== "updates") }))
    .filter(({ names }) => names.length > 0);
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
          ) : null}
          {found.length > 1 ? <Jumps groups={found.map(({ group }) => group)} /> : null}
          {found.map(({ group, names }) => (
            <section key={group} className="settings-group" aria-labelledby={headingOf(group)}>
              <h2 id={headingOf(group)} tabIndex={-1}>
                {say(`settings.group.${group}`)}
              </h2>
              <form className="card settings" onSubmit={(event) => event.preventDefault()}>
                {names.map((name) => (
                  <SettingField key={name} name={name} settings={settings} />
                ))}
              </form>
            </section>
          ))}
          <section className="settings-group" aria-labelledby="settings-all">
            <h2 id="settings-all">{say("settings.group.all")}</h2>
            <SettingsFoot settings={settings} />
          </section>
        </>
      ) : null}
      <BookmarkletCard />
      <PracticeChoice />
      {info ? <p className="quiet">{say("settings.version", { version: info.version })}</p> : null}
    </>
  );
}

const headingOf = (group: SettingGroup) => `settings-${group}`;

/** Ways to each heading; they stay in sight while the page is scrolled. */
function Jumps({ groups }: { groups: readonly SettingGroup[] }) {
  const { say } = useWords();
  return (
    <nav className="settings-jumps" aria-label={say("settings.jumps")}>
      <ul>
        {groups.map((group) => (
          <li key={group}>
            <a href={`#${headingOf(group)}`}>{say(`settings.group.${group}`)}</a>
          </li>
        ))}
      </ul>
    </nav>
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
    <section className="card settings" aria-labelledby="settings-practice">
      <h2 id="settings-practice">{say("settings.practice")}</h2>
      <div className="empty-try">
        <Button disabled={busy} onClick={() => void begin()}>
          {busy ? say("practice.starting") : say("empty.try")}
        </Button>
        <span className="quiet">{say("empty.tryHint")}</span>
      </div>
    </section>
  );
}
