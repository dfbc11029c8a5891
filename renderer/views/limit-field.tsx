import { formatSpeed, parseBytes } from "../../electron/common/units.ts";
import { useWords } from "../state/context.tsx";
import { Field } from "../ui/field.tsx";
import { useDraft } from "../ui/use-draft.ts";

interface Props {
  readonly label: string;
  readonly hint: string;
  /** Bytes per second; null without a limit. */
  readonly limit: number | null;
  readonly onLimit: (limit: number | null) => void;
}

/** A speed to type, as `500 kB/s`; empty lifts the limit. It holds once the field is left, or at Enter. */
export function LimitField({ label, hint, limit, onLimit }: Props) {
  const { say } = useWords();
  const shown = limit === null ? "" : formatSpeed(limit);
  const [text, setText] = useDraft(shown);
  const typed = text.trim() === "" ? null : parseBytes(text);
  const save = () => {
    // What is shown is rounded: it is no wish of the person's.
    if (typed === undefined || text === shown) return;
    if (typed === limit) setText(shown);
    else onLimit(typed);
  };
  return (
    <Field
      className="short"
      label={label}
      hint={hint}
      problem={typed === undefined ? say("settings.limitProblem") : undefined}
      value={text}
      onText={setText}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
      }}
    />
  );
}
