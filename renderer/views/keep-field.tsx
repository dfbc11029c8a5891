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
  const draft = useDraft<number | null, string>(
    value,
    (saved) => (saved === null ? "" : String(saved)),
    (kept) => setSettings({ [name]: kept }),
  );
  const text = draft.typed;
  const typed = text.trim() === "" ? null : Number(text);
  const good = typed === null || (Number.isInteger(typed) && typed >= 1 && typed <= most[name]);
  const save = () => {
    if (good) draft.save(typed);
  };
  return (
    <Field
      className="short"
      label={say(`settings.${name}`)}
      hint={say(`settings.${name}Hint`)}
      problem={good ? undefined : say(`settings.${name}Problem`)}
      inputMode="numeric"
      value={text}
      onText={draft.type}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
      }}
    />
  );
}
