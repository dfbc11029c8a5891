import { useActions, useWords } from "../state/context.tsx";
import { Field } from "../ui/field.tsx";
import { useDraft } from "../ui/use-draft.ts";

const most = { keepDays: 3650, keepCount: 100_000 } as const;

interface Props {
  readonly name: "keepDays" | "keepCount";
  readonly value: number | null;
}

/** How many days or entries are kept; empty keeps all. It counts once the field is left: `3` on the way to `30` clears nothing. */
export function KeepField({ name, value }: Props) {
  const { say } = useWords();
  const { setSettings } = useActions();
  const [text, setText] = useDraft(value === null ? "" : String(value));
  const typed = text.trim() === "" ? null : Number(text);
  const good = typed === null || (Number.isInteger(typed) && typed >= 1 && typed <= most[name]);
  const save = () => {
    if (good && typed !== value) void setSettings({ [name]: typed });
  };
  return (
    <Field
      className="short"
      label={say(`settings.${name}`)}
      hint={say(`settings.${name}Hint`)}
      problem={good ? undefined : say(`settings.${name}Problem`)}
      inputMode="numeric"
      value={text}
      onText={setText}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
      }}
    />
  );
}
