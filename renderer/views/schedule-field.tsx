import { useId } from "react";
import type { SpeedRule } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { newRule, problemOf, rowOf, rulesOf, spanOf, type Row } from "../state/schedule-form.ts";
import { Checks } from "../ui/checks.tsx";
import { Field } from "../ui/field.tsx";
import { RowFoot, RowsField } from "../ui/rows-field.tsx";
import { freeKey, movedUp, useRows } from "../ui/use-rows.ts";
import { limitSentence } from "../words/limit-now.ts";
import { LimitField } from "./limit-field.tsx";

/** Speed limits by time of day. What can be saved is saved at once; a row that lacks something says so and waits. */
export function ScheduleField({ schedule }: { schedule: readonly SpeedRule[] }) {
  const words = useWords();
  const { say } = words;
  const { setSettings } = useActions();
  const now = useApp((state) => state.limitNow);
  const { rows, set, save } = useRows(schedule, rowOf, rulesOf, (rules) =>
    setSettings({ schedule: [...rules] }),
  );
  const take = (next: readonly Row[]) => {
    set(next);
    save(next);
  };
  return (
    <RowsField
      label={say("settings.schedule")}
      hint={say("settings.scheduleHint")}
      rows={rows}
      add={say("schedule.add")}
      onAdd={() => take([...rows, rowOf(newRule, freeKey(rows))])}
      aside={
        <span className="quiet" aria-live="polite">
          {now && rows.length > 0 ? limitSentence(words, now) : null}
        </span>
      }
    >
      {(row, number) => (
        <RuleRow
          row={row}
          number={number}
          onChange={(part) => take(rows.map((one) => (one.key === row.key ? { ...one, ...part } : one)))}
          onUp={() => take(movedUp(rows, row.key))}
          onRemove={() => take(rows.filter(({ key }) => key !== row.key))}
        />
      )}
    </RowsField>
  );
}

interface RowProps {
  readonly row: Row;
  readonly number: number;
  readonly onChange: (part: Partial<Row>) => void;
  readonly onUp: () => void;
  readonly onRemove: () => void;
}

function RuleRow({ row, number, onChange, onUp, onRemove }: RowProps) {
  const { say, weekdays } = useWords();
  const problem = problemOf(row);
  const span = spanOf(row);
  const id = useId();
  return (
    <fieldset className="row-fields" aria-describedby={`${id}-said`}>
      <legend className="unseen">{say("schedule.row", { number })}</legend>
      <Checks
        label={say("schedule.days")}
        value={row.days.map(String)}
        options={weekdays.map(({ day, short, long }) => ({ value: String(day), short, name: long }))}
        onPick={(days) => onChange({ days: days.map(Number) })}
      />
      <div className="row-times">
        <Field
          type="time"
          label={say("schedule.from")}
          value={row.from}
          onText={(from) => onChange({ from })}
        />
        <Field type="time" label={say("schedule.to")} value={row.to} onText={(to) => onChange({ to })} />
        <LimitField
          label={say("schedule.limit")}
          hint={say("schedule.limitHint")}
          limit={row.limit}
          onLimit={(limit) => {
            onChange({ limit });
            // The row has it; what becomes of the rows is theirs.
            return Promise.resolve(true);
          }}
        />
      </div>
      <RowFoot
        id={`${id}-said`}
        problem={problem && say(`schedule.problem.${problem}`)}
        says={span === "day" ? undefined : say(`schedule.${span}`)}
        words={{
          up: say("rows.up"),
          upThis: say("schedule.up", { number }),
          remove: say("rows.remove"),
          removeThis: say("schedule.remove", { number }),
        }}
        onUp={number > 1 ? onUp : undefined}
        onRemove={onRemove}
      />
    </fieldset>
  );
}
