import { useEffect, useMemo, useRef, useState } from "react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { selectedDownloads } from "../state/list-actions.ts";
import { shownDownloads } from "../state/shown.ts";
import { lookingAtAll } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { AllButtons } from "./all-buttons.tsx";
import { ClearFinished } from "./clear-finished.tsx";
import { DownloadGrid } from "./download-grid.tsx";
import { DownloadTools } from "./download-tools.tsx";
import { PaceChoice } from "./pace-choice.tsx";
import { MoveNote } from "./move-note.tsx";
import { SortField } from "./sort-field.tsx";
import { SelectionBar } from "./selection-bar.tsx";

/** All downloads: to filter, to search, to sort, to put in order, and to act on several at once. */
export function DownloadsView() {
  const { say } = useWords();
  const { show, look, onSelected } = useActions();
  const downloads = useApp((state) => state.downloads);
  const looking = useApp((state) => state.looking);
  const sort = useApp((state) => state.sort);
  const [asking, setAsking] = useState(false);
  /** Where the question was asked by a key, the keyboard goes back to the list: at the answer, and when the rows are gone. */
  const back = useRef<"no" | "once" | "until-gone">("no");
  const { selection } = looking;
  const shown = useMemo(() => shownDownloads({ downloads, looking, sort }), [downloads, looking, sort]);
  const selected = useMemo(() => selectedDownloads(shown, selection), [shown, selection]);
  const gone = selected.length === 0;
  // What asked about rows that are no longer selected asks nothing.
  if (asking && gone) setAsking(false);
  useEffect(() => {
    if (!gone || back.current !== "until-gone") return;
    back.current = "no";
    rowAtHand()?.focus({ preventScroll: true });
  }, [gone]);
  if (downloads.length === 0) {
    return (
      <>
        <h1 className="title">{say("downloads.title")}</h1>
        <div className="empty">
          <p>{say("downloads.empty")}</p>
          <Button kind="main" onClick={() => show("new")}>
            {say("downloads.toNew")}
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <div className="title-row">
        <h1 className="title">{say("downloads.title")}</h1>
        <div className="title-do">
          <AllButtons />
          <PaceChoice />
        </div>
      </div>
      <div className="download-tools">
        <DownloadTools shown={shown.length} />
        <div className="download-bar">
          <SelectionBar
            selected={selected}
            asking={asking}
            onAsking={setAsking}
            onAnswered={() => {
              if (back.current === "no") return null;
              if (back.current === "once") back.current = "no";
              return rowAtHand();
            }}
            onRemove={() => {
              if (back.current === "once") back.current = "until-gone";
              setAsking(false);
              void onSelected("remove");
            }}
          />
          <div className="download-bar-end">
            {selected.length === 0 ? <ClearFinished /> : null}
            <SortField />
          </div>
        </div>
        <MoveNote />
      </div>
      {shown.length === 0 ? (
        <div className="empty">
          <p>{say("downloads.none")}</p>
          <Button onClick={() => look(lookingAtAll)}>{say("downloads.showAll")}</Button>
        </div>
      ) : (
        <DownloadGrid
          shown={shown}
          onDelete={() => {
            back.current = "once";
            setAsking(true);
          }}
        />
      )}
    </>
  );
}

/** The row that Tab leads to. */
function rowAtHand(): HTMLElement | null {
  return document.querySelector('.download-row[tabindex="0"]');
}
