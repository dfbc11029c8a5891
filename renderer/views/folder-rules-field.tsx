import { useId, useState, type KeyboardEvent } from "react";
import type { FolderRule } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import {
  fieldOf,
  folderRowOf,
  folderRowProblem,
  folderRulesOf,
  rowKinds,
  rulesForAll,
  type FolderRow,
} from "../state/folder-form.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { RowFoot, RowsField } from "../ui/rows-field.tsx";
import { Select } from "../ui/select.tsx";
import { added, freeKey, movedUp, useRows } from "../ui/use-rows.ts";

/**
 * Folders by kind of file, ending or host. What is changed of a row counts once it can be saved, and its field is left; a new
 * row counts once it is added.
 */
export function FolderRulesField({ rules }: { rules: readonly FolderRule[] }) {
  const { say } = useWords();
  const { setSettings, draftFolders } = useActions();
  const drafts = useApp((state) => state.folderDrafts);
  const { rows, set, save } = useRows(
    rules,
    folderRowOf,
    folderRulesOf,
    (folderRules) => setSettings({ folderRules: [...folderRules] }),
    { rows: drafts, keep: draftFolders },
  );
  const take = (next: readonly FolderRow[]) => {
    set(next);
    save(next);
  };
  const changed = (key: number, part: Partial<FolderRow>) =>
    rows.map((one) => (one.key === key ? { ...one, ...part } : one));
  const missing = rulesForAll(rows, (type) => say(`type.${type}`));
  return (
    <RowsField
      label={say("settings.folderRules")}
      hint={say("settings.folderRulesHint")}
      rows={rows}
      add={say("folders.add")}
      onAdd={() => set([...rows, { key: freeKey(rows), kind: "video", what: "", folder: "", draft: true }])}
      aside={
        missing.length === 0 ? null : (
          <Button kind="plain" onClick={() => take([...rows, ...missing])}>
            {say("folders.all")}
          </Button>
        )
      }
    >
      {(row, number) => (
        <RuleRow
          row={row}
          number={number}
          onType={(part) => set(changed(row.key, part))}
          onTake={(part) => take(changed(row.key, part))}
          onLeave={() => save(rows)}
          onAdd={() => take(added(rows, row.key))}
          onUp={() => take(movedUp(rows, row.key))}
          onRemove={() => take(rows.filter(({ key }) => key !== row.key))}
        />
      )}
    </RowsField>
  );
}

interface RowProps {
  readonly row: FolderRow;
  readonly number: number;
  /** While it is typed nothing is saved: a download that comes just then would go to half a folder's name. */
  readonly onType: (part: Partial<FolderRow>) => void;
  readonly onTake: (part: Partial<FolderRow>) => void;
  readonly onLeave: () => void;
  readonly onAdd: () => void;
  readonly onUp: () => void;
  readonly onRemove: () => void;
}

function RuleRow({ row, number, onType, onTake, onLeave, onAdd, onUp, onRemove }: RowProps) {
  const { say } = useWords();
  const { pickFolder } = useActions();
  const canPick = useApp((state) => state.info?.can.pickFolder === true);
  const id = useId();
  /** The fields of a draft that were left, so that what is wrong with them may be said. */
  const [left, setLeft] = useState<readonly (keyof FolderRow)[]>([]);
  const lacks = folderRowProblem(row);
  const problem = row.draft && lacks && !left.includes(fieldOf[lacks]) ? undefined : lacks;
  const add = () => {
    setLeft(["what", "folder"]);
    if (lacks === undefined) onAdd();
  };
  const typed = row.kind === "endings" || row.kind === "host" ? row.kind : undefined;
  const leaving = (field: "what" | "folder") => ({
    onBlur: () => {
      setLeft((all) => [...all, field]);
      onLeave();
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter") return;
      if (row.draft) add();
      else onLeave();
    },
  });
  const pick = async () => {
    const folder = await pickFolder();
    if (folder !== undefined) onTake({ folder });
  };
  return (
    <fieldset className="row-fields" aria-describedby={`${id}-said`}>
      <legend className="unseen">{say("folders.row", { number })}</legend>
      <div className="row-pair">
        <Select
          label={say("folders.kind")}
          value={row.kind}
          options={rowKinds.map((value) => ({
            value,
            label:
              value === "endings" || value === "host" ? say(`folders.by.${value}`) : say(`type.${value}`),
          }))}
          onPick={(kind) => onTake({ kind })}
        />
        {typed ? (
          <Field
            className="mono"
            label={say(`folders.${typed}`)}
            hint={say(`folders.${typed}Hint`)}
            value={row.what}
            onText={(what) => onType({ what })}
            {...leaving("what")}
          />
        ) : null}
        <Field
          className={typed ? "mono wide" : "mono"}
          label={say("folders.folder")}
          value={row.folder}
          onText={(folder) => onType({ folder })}
          aside={canPick ? <Button onClick={() => void pick()}>{say("options.pick")}</Button> : null}
          {...leaving("folder")}
        />
      </div>
      <RowFoot
        id={`${id}-said`}
        problem={problem && say(`folders.problem.${problem}`)}
        words={{
          up: say("rows.up"),
          upThis: say("folders.up", { number }),
          remove: say("rows.remove"),
          removeThis: say("folders.remove", { number }),
        }}
        says={row.draft ? say("folders.draft") : undefined}
        adding={
          row.draft
            ? { label: say("rows.take"), whole: say("folders.take", { number }), onAdd: add }
            : undefined
        }
        onUp={number > 1 && !row.draft ? onUp : undefined}
        onRemove={onRemove}
      />
    </fieldset>
  );
}
