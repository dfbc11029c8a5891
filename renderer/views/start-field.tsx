import { useActions, useApp, useNow, useWords } from "../state/context.tsx";
import { nextNight, readStart, toField } from "../state/start-time.ts";
import { Field } from "../ui/field.tsx";
import { startHint } from "../words/native-time.ts";
import { Select } from "../ui/select.tsx";

const starts = ["now", "paused", "at"] as const;

/** When the next download starts: at once, when the person says so, or at a time. */
export function StartField() {
  const words = useWords();
  const { say } = words;
  const { change } = useActions();
  const { start, startAt } = useApp((state) => state.ask);
  const now = useNow(start === "at");
  const at = readStart(startAt, now);
  return (
    <div className="wide start-field">
      <Select
        label={say("options.start")}
        hint={say(`options.start.${start}Hint`)}
        value={start}
        options={starts.map((value) => ({ value, label: say(`options.start.${value}`) }))}
        onPick={(picked) =>
          change({
            start: picked,
            ...(picked === "at" && startAt === "" ? { startAt: nextNight(Date.now()) } : {}),
          })
        }
      />
      {start === "at" ? (
        <Field
          type="datetime-local"
          label={say("options.startAt")}
          hint={startHint(words, at)}
          problem={at === undefined ? say("options.startAtBad") : undefined}
          min={toField(now)}
          value={startAt}
          onText={(text) => change({ startAt: text })}
        />
      ) : null}
    </div>
  );
}
