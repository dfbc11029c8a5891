import { useId, useRef, useState } from "react";
import { ArrowUp, Plus, Trash2 } from "lucide-react";
import type { SpeedRule } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { movedUp, newRule, problemOf, rowOf, rulesOf, spanOf, type Row } from "../state/schedule-form.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { limitSentence } from "../words/limit-now.ts";
import { LimitField } from "./limit-field.tsx";

/** Speed limits by time of day. What can be saved is saved at once; a row that lacks something says so and waits. */
export function ScheduleField({ schedule }: { schedule: readonly SpeedRule[] }) {
  const words = useWords();
  const { say } = words;
  const { setSettings } = useActions();
  const now = useApp((state) => state.limitNow);
  const [rows, setRows] = useRows(schedule);
  const add = useRef<HTMLButtonElement>(null);
  const id = useId();
  const take = (next: readonly Row[]) => {
    setRows(next);
    const rules = rulesOf(next);
    if (rules) void setSettings({ schedule: rules });
  };
  const key = Math.max(0, ...rows.map((row) => row.key)) + 1;
  return (
    <fieldset className="rows-field" aria-describedby={`${id}-hint`}>
      <legend>{say("settings.schedule")}</legend>
      <p id={`${id}-hint`} className="quiet">
        {say("settings.scheduleHint")}
      </p>
      {rows.length === 0 ? null : (
        <ol className="rows">
          {rows.map((row, at) => (
            <li key={row.key}>
              <RuleRow
                row={row}
                number={at + 1}
                onChange={(part) =>
                  take(rows.map((one) => (one.key === row.key ? { ...one, ...part } : one)))
                }
                onUp={() => take(movedUp(rows, row.key))}
                onRemove={() => {
                  add.current?.focus();
                  take(rows.filter((one) => one.key !== row.key));
                }}
              />
            </li>
          ))}
        </ol>
      )}
      <div className="rows-foot">
        <Button ref={add} onClick={() => take([...rows, rowOf(newRule, key)])}>
          <Plus size={16} aria-hidden="true" />
          {say("schedule.add")}
        </Button>
        <span className="quiet" aria-live="polite">
          {now && rows.length > 0 ? limitSentence(words, now) : null}
        </span>
      </div>
    </fieldset>
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
  const words = useWords();
  const { say } = words;
  const problem = problemOf(row);
  const span = spanOf(row);
  const id = useId();
  return (
    <fieldset className="row-fields" aria-describedby={`${id}-said`}>
      <legend className="unseen">{say("schedule.row", { number })}</legend>
      <fieldset className="days">
        <legend>{say("schedule.days")}</legend>
        {words.weekdays.map(({ day, short, long }) => (
          <label key={day}>
            <input
              type="checkbox"
              aria-label={long}
              checked={row.days.includes(day)}
              onChange={({ target }) =>
                onChange({
                  days: target.checked ? [...row.days, day] : row.days.filter((one) => one !== day),
                })
              }
            />
            <span aria-hidden="true">{short}</span>
          </label>
        ))}
      </fieldset>
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
          onLimit={(limit) => onChange({ limit })}
        />
      </div>
      <div className="row-foot">
        <small id={`${id}-said`} className={problem ? "problem" : "quiet"} aria-live="polite">
          {problem ? say(`schedule.problem.${problem}`) : span === "day" ? null : say(`schedule.${span}`)}
        </small>
        {number > 1 ? (
          <Button kind="icon" title={say("rows.up")} onClick={onUp}>
            <ArrowUp size={16} aria-hidden="true" />
            <span className="unseen">{say("schedule.up", { number })}</span>
          </Button>
        ) : null}
        <Button kind="icon" title={say("rows.remove")} onClick={onRemove}>
          <Trash2 size={16} aria-hidden="true" />
          <span className="unseen">{say("schedule.remove", { number })}</span>
        </Button>
      </div>
    </fieldset>
  );
}

/** The rows being edited; they follow the settings where those change elsewhere. */
function useRows(schedule: readonly SpeedRule[]): [readonly Row[], (rows: readonly Row[]) => void] {
  const saved = JSON.stringify(schedule);
  const [from, setFrom] = useState(saved);
  const [rows, setRows] = useState(() => schedule.map(rowOf));
  if (from !== saved) {
    setFrom(saved);
    if (JSON.stringify(rulesOf(rows)) !== saved) setRows(schedule.map(rowOf));
  }
  return [rows, setRows as (rows: readonly Row[]) => void];
}
