import { useState } from "react";
import { X } from "lucide-react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { More, MoreButton, MorePanel } from "../ui/more.tsx";
import { ProgressBar } from "../ui/progress-bar.tsx";
import { Tell } from "../ui/tell.tsx";

/** New versions: whether to look, what was found, and what to do with it; or how this copy is updated instead. */
export function UpdateCard() {
  const words = useWords();
  const { say } = words;
  const { checkUpdates, downloadUpdate, restartIntoUpdate } = useActions();
  const updates = useApp((state) => state.updates);
  const busy = useApp((state) => state.busy.includes("updates"));
  if (!updates) return null;
  const { way, state, version, notes, share, checkedAt, problem } = updates;
  return (
    <section className="card about" aria-labelledby="about-updates">
      <h2 id="about-updates">{say("update.title")}</h2>
      {way === "itself" ? (
        <>
          <div aria-live="polite">
            {problem ? (
              <Tell tone="bad">{words.failure(problem)}</Tell>
            ) : (
              <p>{state === "failed" ? null : say(`update.${state}`, { version: version ?? "" })}</p>
            )}
          </div>
          {state === "downloading" ? (
            <ProgressBar
              label={say("update.progress")}
              share={share}
              text={share === null ? say("unit.unknown") : words.percent(share)}
            />
          ) : null}
          {notes && version ? <Notes key={state} text={notes} first={state === "available"} /> : null}
          <div className="update-do">
            {state === "available" || (state === "failed" && version) ? (
              <Button kind="main" onClick={() => void downloadUpdate()}>
                {say("update.download")}
              </Button>
            ) : null}
            {state === "ready" ? (
              <Button kind="main" onClick={() => void restartIntoUpdate()}>
                {say("update.restart")}
              </Button>
            ) : null}
            {state === "downloading" || state === "ready" ? null : (
              <Button disabled={busy || state === "checking"} onClick={() => void checkUpdates()}>
                {say("update.check")}
              </Button>
            )}
            {checkedAt === null ? null : (
              <span className="quiet">{say("update.checkedAt", { date: words.date(checkedAt) })}</span>
            )}
          </div>
          <UpdateChoice />
        </>
      ) : (
        <p>{say(`update.way.${way}`)}</p>
      )}
    </section>
  );
}

/** What the new version brings: open at first where it is to be decided about. */
function Notes({ text, first }: { readonly text: string; readonly first: boolean }) {
  const { say } = useWords();
  const [open, setOpen] = useState(first);
  return (
    <More open={open} onOpen={setOpen} className="update-notes">
      <MoreButton>{say("update.notes")}</MoreButton>
      <MorePanel>
        <pre className="about-text">{text}</pre>
      </MorePanel>
    </More>
  );
}

/** Whether to look for new versions; nothing where this copy is updated another way. */
export function UpdateChoice() {
  const { say } = useWords();
  const { setSettings } = useActions();
  const allowed = useApp((state) => state.settings?.updates === true);
  const able = useApp((state) => state.updates?.way === "itself");
  if (!able) return null;
  return (
    <Choice
      type="switch"
      label={say("settings.updates")}
      hint={say("settings.updatesHint")}
      checked={allowed}
      onPick={(checked) => void setSettings({ updates: checked })}
    />
  );
}

/** A line above every view while a new version waits for a word, until it is dismissed. */
export function UpdateNotice() {
  const { say } = useWords();
  const { show, dismissUpdate } = useActions();
  const updates = useApp((state) => state.updates);
  const seen = useApp((state) => state.updateSeen);
  const view = useApp((state) => state.view);
  if (!updates?.version || updates.version === seen || view === "about") return null;
  if (updates.state !== "available" && updates.state !== "ready") return null;
  return (
    <output className="banner">
      <Tell>{say(`update.${updates.state}`, { version: updates.version })}</Tell>
      <Button kind="plain" onClick={() => show("about")}>
        {say("update.more")}
      </Button>
      <IconButton label={say("app.close")} onClick={dismissUpdate}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </output>
  );
}
