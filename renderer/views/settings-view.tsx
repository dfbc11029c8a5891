import type { SettingsView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { useDraft } from "../ui/use-draft.ts";
import { modes } from "./ask-card.tsx";
import { LimitField } from "./limit-field.tsx";

/** Each language in its own name, whatever is spoken now. */
const languageNames = { en: "English", "zh-CN": "简体中文" } as const;

/** What holds for every download. Each change is saved at once. */
export function SettingsPage() {
  const { say } = useWords();
  const settings = useApp((state) => state.settings);
  const info = useApp((state) => state.info);
  return (
    <>
      <h1 className="title">{say("settings.title")}</h1>
      {settings ? <SettingsForm settings={settings} canPick={info?.can.pickFolder === true} /> : null}
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

/** Whether a text is a number of connections or downloads that may be set. */
function isCount(text: string): boolean {
  const count = Number(text);
  return text !== "" && Number.isInteger(count) && count >= 1 && count <= 64;
}

function SettingsForm({ settings, canPick }: { settings: SettingsView; canPick: boolean }) {
  const { say } = useWords();
  const { setSettings, pickFolder } = useActions();
  const [folder, setFolder] = useDraft(settings.folder);
  const [connections, setConnections] = useDraft(String(settings.connections));
  const [atOnce, setAtOnce] = useDraft(String(settings.atOnce));
  const saveFolder = (text: string) => {
    if (text.trim() && text !== settings.folder) void setSettings({ folder: text.trim() });
  };
  const pick = async () => saveFolder((await pickFolder()) ?? "");
  return (
    <form className="card settings" onSubmit={(event) => event.preventDefault()}>
      <Field
        className="mono"
        label={say("settings.folder")}
        hint={say("settings.folderHint")}
        value={folder}
        onText={setFolder}
        onBlur={() => saveFolder(folder)}
        onKeyDown={(event) => {
          if (event.key === "Enter") saveFolder(folder);
        }}
        aside={canPick ? <Button onClick={() => void pick()}>{say("options.pick")}</Button> : null}
      />
      <Field
        className="short"
        label={say("settings.connections")}
        hint={say("settings.connectionsHint")}
        problem={isCount(connections) ? undefined : say("settings.connectionsHint")}
        type="number"
        min={1}
        max={64}
        value={connections}
        onText={(text) => {
          setConnections(text);
          if (isCount(text)) void setSettings({ connections: Number(text) });
        }}
      />
      <Field
        className="short"
        label={say("settings.atOnce")}
        hint={say("settings.atOnceHint")}
        problem={isCount(atOnce) ? undefined : say("settings.atOnceHint")}
        type="number"
        min={1}
        max={64}
        value={atOnce}
        onText={(text) => {
          setAtOnce(text);
          if (isCount(text)) void setSettings({ atOnce: Number(text) });
        }}
      />
      <LimitField
        label={say("settings.limit")}
        hint={say("settings.limitHint")}
        limit={settings.limit}
        onLimit={(limit) => void setSettings({ limit })}
      />
      <Select
        label={say("settings.mode")}
        hint={say(`mode.${settings.mode}.hint`)}
        value={settings.mode}
        options={modes.map((value) => ({ value, label: say(`mode.${value}`) }))}
        onPick={(mode) => void setSettings({ mode })}
      />
      <Select
        label={say("settings.language")}
        value={settings.language}
        options={[
          { value: "system", label: say("settings.language.system") },
          { value: "en", label: languageNames.en },
          { value: "zh-CN", label: languageNames["zh-CN"] },
        ]}
        onPick={(language) => void setSettings({ language })}
      />
    </form>
  );
}
