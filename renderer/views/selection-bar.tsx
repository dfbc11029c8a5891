import type { DownloadView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { doable } from "../state/download-list.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { SelectionQueue } from "./selection-queue.tsx";

interface Props {
  readonly selected: readonly DownloadView[];
  /** Whether it is asked if they shall be removed. */
  readonly asking: boolean;
  readonly onAsking: (asking: boolean) => void;
  /** Where the keyboard goes on after the answer; null: at the button. */
  readonly onAnswered: () => HTMLElement | null;
  readonly onRemove: () => void;
}

/** What can be done to all that is selected; how to select, while nothing is. */
export function SelectionBar({ selected, asking, onAsking, onAnswered, onRemove }: Props) {
  const { say, integer } = useWords();
  const { onSelected, chooseNone } = useActions();
  const busy = useApp((state) => state.busy.includes("selected"));
  const can = selected.map(doable);
  const pausable = can.filter(({ pause }) => pause).length;
  const resumable = can.filter(({ resume }) => resume).length;
  const again = can.filter(({ restart }) => restart).length;
  const removable = can.filter(({ remove }) => remove).length;
  const parts = can.filter(({ remove }) => remove === "cancel").length;
  const none = selected.length === 0;
  const asked = { count: removable, shown: integer(removable) };
  return (
    <fieldset className="selection" data-none={none ? true : undefined}>
      <legend className="unseen">{say("downloads.selection")}</legend>
      <span aria-live="polite" className={none ? "quiet" : "selection-count"}>
        {none ? say("downloads.selectHint") : say("downloads.selected", { shown: integer(selected.length) })}
      </span>
      {pausable > 0 ? (
        <Button kind="plain" disabled={busy} onClick={() => void onSelected("pause")}>
          {say("downloads.pauseThem", { shown: integer(pausable) })}
        </Button>
      ) : null}
      {resumable > 0 ? (
        <Button kind="plain" disabled={busy} onClick={() => void onSelected("resume")}>
          {say("downloads.resumeThem", { shown: integer(resumable) })}
        </Button>
      ) : null}
      {again > 0 ? (
        <Button kind="plain" disabled={busy} onClick={() => void onSelected("restart")}>
          {say("downloads.restartThem", { shown: integer(again) })}
        </Button>
      ) : null}
      <SelectionQueue selected={selected} />
      {none ? null : (
        <Button kind="plain" onClick={chooseNone}>
          {say("downloads.unselect")}
        </Button>
      )}
      {removable > 0 && !busy ? (
        <Confirm
          label={say("downloads.removeThem", { shown: integer(removable) })}
          question={
            parts > 0
              ? say("downloads.removePartsAsk", { ...asked, parts: integer(parts) })
              : say("downloads.removeAsk", asked)
          }
          yes={say("downloads.removeYes")}
          no={say("downloads.removeNo")}
          asking={asking}
          onAsking={onAsking}
          finalFocus={onAnswered}
          onYes={onRemove}
        />
      ) : null}
    </fieldset>
  );
}
