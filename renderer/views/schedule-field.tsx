import { useId, useState } from "react";
import type { SpeedRule } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import {
  newRule,
  problemOf,
  rowOf,
  rulesOf,
  spanOf,
  type Row,
  type RowProblem,
} from "../state/schedule-form.ts";
import { Checks } from "../ui/checks.tsx";
import { Field } from "../ui/field.tsx";
import { RowFoot, RowsField } from "../ui/rows-field.tsx";
import { added, freeKey, movedUp, useRows } from "../ui/use-rows.ts";
import { spanHint } from "../words/native-time.ts";
import { limitSentence } from "../words/limit-now.ts";
import { LimitField } from "./limit-field.tsx";

/**
 * Speed limits by time of day. What is changed of one is saved at once, and a row that lacks something says so and waits; a
 * new one limits nothing before it is added.
 */
export function ScheduleField({ schedule }: { schedule: readonly SpeedRule[] }) {
  const words = useWords();
  const { say } = words;
  const { setSettings, draftLimits } = useActions();
  const drafts = useApp((state) => state.limitDrafts);
  const now = useApp((state) => state.limitNow);
  const { rows, set, save } = useRows(
    schedule,
    rowOf,
    rulesOf,
    (rules) => setSettings({ schedule: [...rules] }),
    { rows: drafts, keep: draftLimits },
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
      onAdd={() => set([...rows, { ...rowOf(newRule, freeKey(rows)), draft: true }])}
      aside={
        <span className="quiet" aria-live="polite">
          {now && schedule.length > 0 ? limitSentence(words, now) : null}
        </span>
      }
    >
      {(row, number) => (
        <RuleRow
          row={row}
          number={number}
          onChange={(part) => take(rows.map((one) => (one.key === row.key ? { ...one, ...part } : one)))}
          onAdd={() => take(added(rows, row.key))}
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
  readonly onAdd: () => void;
  readonly onUp: () => void;
  readonly onRemove: () => void;
}

function RuleRow({ row, number, onChange, onAdd, onUp, onRemove }: RowProps) {
  const words = useWords();
  const { say, weekdays, gap } = words;
  /** What of a draft was left, so that what it lacks may be said. */
  const [left, setLeft] = useState<readonly RowProblem[]>([]);
  const leave = (...parts: readonly RowProblem[]) => setLeft((all) => [...all, ...parts]);
  const lacks = problemOf(row);
  const problem = row.draft && lacks && !left.includes(lacks) ? undefined : lacks;
  const span = spanOf(row);
  const id = useId();
  return (
    <fieldset className="row-fields" aria-describedby={`${id}-said`}>
      <legend className="unseen">{say("schedule.row", { number })}</legend>
      <Checks
        label={say("schedule.days")}
        value={row.days.map(String)}
        options={weekdays.map(({ day, short, long }) => ({ value: String(day), short, name: long }))}
        onPick={(days) => {
          leave("days");
          onChange({ days: days.map(Number) });
        }}
      />
      <div className="row-times">
        <Field
          type="time"
          label={say("schedule.from")}
          value={row.from}
          onText={(from) => onChange({ from })}
          onBlur={() => leave("time")}
        />
        <Field
          type="time"
          label={say("schedule.to")}
          value={row.to}
          onText={(to) => onChange({ to })}
          onBlur={() => leave("time")}
        />
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
        says={[
          spanHint(words, row.from, row.to, navigator.language),
          span !== "day" && say(`schedule.${span}`),
          row.draft && say("schedule.draft"),
        ]
          .filter((sentence) => sentence !== false && sentence !== undefined)
          .join(gap)}
        adding={
          row.draft
            ? {
                label: say("rows.take"),
                whole: say("schedule.take", { number }),
                onAdd: () => {
                  leave("days", "time");
                  if (lacks === undefined) onAdd();
                },
              }
            : undefined
        }
        words={{
          up: say("rows.up"),
          upThis: say("schedule.up", { number }),
          remove: say("rows.remove"),
          removeThis: say("schedule.remove", { number }),
        }}
        onUp={number > 1 && !row.draft ? onUp : undefined}
        onRemove={onRemove}
      />
    </fieldset>
  );
}
