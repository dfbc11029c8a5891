import { RotateCcw } from "lucide-react";
import type { SettingsView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { Field } from "../ui/field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { NumberField } from "../ui/number-field.tsx";
import { Select } from "../ui/select.tsx";
import { useDraft } from "../ui/use-draft.ts";
import { settingWords, type SettingName, type SwitchName } from "../words/settings.ts";
import { modes } from "./ask-card.tsx";
import { FinishDefault } from "./finish-choice.tsx";
import { FolderRulesField } from "./folder-rules-field.tsx";
import { KeepField } from "./keep-field.tsx";
import { LimitField } from "./limit-field.tsx";
import { paces } from "./pace-choice.tsx";
import { ScheduleField } from "./schedule-field.tsx";

/** Each language in its own name, whatever is spoken now. */
const languageNames = { en: "English", "zh-CN": "简体中文" } as const;

const themes = ["system", "light", "dark"] as const satisfies readonly SettingsView["theme"][];

interface Props {
  readonly name: SettingName;
  readonly settings: SettingsView;
}

/** One setting, and beside it the way back to what it was at first. */
export function SettingField({ name, settings }: Props) {
  const words = useWords();
  const { resetSettings } = useActions();
  const defaults = useApp((state) => state.defaults);
  const { label } = settingWords(words, name);
  const changed = defaults !== undefined && JSON.stringify(defaults[name]) !== JSON.stringify(settings[name]);
  return (
    <div className="setting">
      <Control name={name} settings={settings} />
      {changed ? (
        <IconButton
          label={words.say("settings.resetThis", { label })}
          tip={words.say("settings.reset")}
          onClick={() => void resetSettings([name])}
        >
          <RotateCcw size={16} aria-hidden="true" />
        </IconButton>
      ) : null}
    </div>
  );
}

function Control({ name, settings }: Props) {
  const { say } = useWords();
  const { setSettings } = useActions();
  switch (name) {
    case "folder":
      return <FolderField folder={settings.folder} />;
    case "folderRules":
      return <FolderRulesField rules={settings.folderRules} />;
    case "connections":
    case "atOnce":
      return <CountField name={name} count={settings[name]} />;
    case "limit":
      return (
        <LimitField
          label={say("settings.limit")}
          hint={say("settings.limitHint")}
          limit={settings.limit}
          onLimit={(limit) => setSettings({ limit })}
        />
      );
    case "schedule":
      return <ScheduleField schedule={settings.schedule} />;
    case "pace":
      return (
        <Select
          label={say("settings.pace")}
          hint={say("settings.paceHint")}
          value={settings.pace}
          options={paces.map((value) => ({ value, label: say(`pace.${value}`) }))}
          onPick={(pace) => void setSettings({ pace })}
        />
      );
    case "slowLimit":
      return (
        <LimitField
          label={say("settings.slowLimit")}
          hint={say("settings.slowLimitHint")}
          limit={settings.slowLimit}
          onLimit={(slowLimit) => setSettings({ slowLimit: slowLimit ?? settings.slowLimit })}
          required
        />
      );
    case "onFinish":
      return (
        <FinishDefault value={settings.onFinish} onPick={(onFinish) => void setSettings({ onFinish })} />
      );
    case "keepDays":
    case "keepCount":
      return <KeepField name={name} value={settings[name]} />;
    case "retries":
    case "retryWait":
      return <RetryField name={name} value={settings[name]} />;
    case "mode":
      return (
        <Select
          label={say("settings.mode")}
          hint={say(`mode.${settings.mode}.hint`)}
          value={settings.mode}
          options={modes.map((value) => ({
            value,
            label: say(`mode.${value}`),
            hint: say(`mode.${value}.hint`),
          }))}
          onPick={(mode) => void setSettings({ mode })}
        />
      );
    case "theme":
      return (
        <Select
          label={say("settings.theme")}
          value={settings.theme}
          options={themes.map((value) => ({ value, label: say(`settings.theme.${value}`) }))}
          onPick={(theme) => void setSettings({ theme })}
        />
      );
    case "language":
      return (
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
      );
    case "goOnAtStart":
    case "notify":
    case "keepAwake":
    case "closeToTray":
    case "autostart":
    case "clipboard":
    case "keychain":
    case "updates":
      return <Switch name={name} on={settings[name]} />;
    default:
      return name satisfies never;
  }
}

function Switch({ name, on }: { name: SwitchName; on: boolean }) {
  const { say } = useWords();
  const { setSettings } = useActions();
  return (
    <Choice
      type="switch"
      label={say(`settings.${name}`)}
      hint={say(`settings.${name}Hint`)}
      checked={on}
      onPick={(checked) => void setSettings({ [name]: checked })}
    />
  );
}

function FolderField({ folder }: { folder: string }) {
  const { say } = useWords();
  const { setSettings, pickFolder } = useActions();
  const canPick = useApp((state) => state.info?.can.pickFolder === true);
  const draft = useDraft(folder, String, (to) => setSettings({ folder: to }));
  const save = (typed: string) => {
    if (typed.trim()) draft.save(typed.trim());
  };
  const pick = async () => save((await pickFolder()) ?? "");
  return (
    <Field
      className="mono"
      label={say("settings.folder")}
      hint={say("settings.folderHint")}
      value={draft.typed}
      onText={draft.type}
      onBlur={() => save(draft.typed)}
      onKeyDown={(event) => {
        if (event.key === "Enter") save(draft.typed);
      }}
      aside={canPick ? <Button onClick={() => void pick()}>{say("options.pick")}</Button> : null}
    />
  );
}

const always = "always";
/** What a person may choose; a file of settings may hold others. */
const choices = { retries: [0, 3, 10, 30, null], retryWait: [5, 15, 60, 300, 900] } as const;

/** How often, or how soon, a download that failed for a passing reason is tried again. */
function RetryField({ name, value }: { name: keyof typeof choices; value: number | null }) {
  const { say, integer, duration } = useWords();
  const { setSettings } = useActions();
  const usual: readonly (number | null)[] = choices[name];
  const all = usual.includes(value) ? usual : [value, ...usual];
  const label = (one: number | null) => {
    if (one === null) return say("settings.retries.always");
    if (name === "retryWait") return duration(one);
    return one === 0 ? say("settings.retries.never") : say("settings.retries.times", { times: integer(one) });
  };
  return (
    <Select
      label={say(`settings.${name}`)}
      hint={say(`settings.${name}Hint`)}
      value={String(value ?? always)}
      options={all.map((one) => ({ value: String(one ?? always), label: label(one) }))}
      onPick={(picked) => void setSettings({ [name]: picked === always ? null : Number(picked) })}
    />
  );
}

const fewest = 1;
const most = 64;

/** Whether it is a number of connections or downloads that may be set. */
function isCount(typed: number | null): typed is number {
  return typed !== null && Number.isInteger(typed) && typed >= fewest && typed <= most;
}

function CountField({ name, count }: { name: "connections" | "atOnce"; count: number }) {
  const { say } = useWords();
  const { setSettings } = useActions();
  const { typed, type, save } = useDraft<number, number | null>(
    count,
    (saved) => saved,
    (now) => setSettings({ [name]: now }),
  );
  return (
    <NumberField
      label={say(`settings.${name}`)}
      hint={say(`settings.${name}Hint`)}
      problem={isCount(typed) ? undefined : say(`settings.${name}Hint`)}
      min={fewest}
      max={most}
      value={typed}
      onNumber={(now) => {
        if (isCount(now)) save(now);
        else type(now);
      }}
    />
  );
}
