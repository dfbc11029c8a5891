import { useMemo } from "react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { found } from "../state/download-list.ts";
import { selectedDownloads } from "../state/list-actions.ts";
import { lookingAtAll } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { ClearFinished } from "./clear-finished.tsx";
import { DownloadGrid } from "./download-grid.tsx";
import { DownloadTools } from "./download-tools.tsx";
import { PaceChoice } from "./pace-choice.tsx";
import { SelectionBar } from "./selection-bar.tsx";

/** All downloads, newest first: to filter, to search, and to act on several at once. */
export function DownloadsView() {
  const { say } = useWords();
  const { show, look } = useActions();
  const downloads = useApp((state) => state.downloads);
  const { filter, type, search, selection } = useApp((state) => state.looking);
  const shown = useMemo(() => found(downloads, filter, search, type), [downloads, filter, search, type]);
  const selected = useMemo(() => selectedDownloads(shown, selection), [shown, selection]);
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
        <PaceChoice />
      </div>
      <div className="download-tools">
        <DownloadTools shown={shown.length} />
        <div className="download-bar">
          <SelectionBar selected={selected} />
          {selected.length === 0 ? <ClearFinished /> : null}
        </div>
      </div>
      {shown.length === 0 ? (
        <div className="empty">
          <p>{say("downloads.none")}</p>
          <Button onClick={() => look(lookingAtAll)}>{say("downloads.showAll")}</Button>
        </div>
      ) : (
        <DownloadGrid shown={shown} />
      )}
    </>
  );
}
