import { useRef, useState } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { filterDownloads, type ListFilter } from "../state/download-list.ts";
import { DownloadCard } from "./download-card.tsx";
import { ListBar } from "./list-bar.tsx";

/** All downloads, newest first. Only those in sight are drawn, so that thousands cost no more than ten. */
export function DownloadsView() {
  const { say } = useWords();
  const { show } = useActions();
  const all = useApp((state) => state.downloads);
  const [filter, setFilter] = useState<ListFilter>("all");
  const [typed, setTyped] = useState("");
  const downloads = filterDownloads(all, filter, typed);
  const list = useRef<HTMLUListElement>(null);
  // Its functions change what they return; nothing here is memoised over them.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: downloads.length,
    getScrollElement: () => document.querySelector("main"),
    estimateSize: () => 148,
    getItemKey: (index) => downloads[index]?.id ?? index,
    scrollMargin: list.current?.offsetTop ?? 0,
    gap: 16,
    overscan: 4,
  });
  return (
    <>
      <h1 className="title">{say("downloads.title")}</h1>
      {all.length > 1 ? (
        <ListBar shown={downloads} filter={filter} typed={typed} onFilter={setFilter} onType={setTyped} />
      ) : null}
      {all.length > 0 && downloads.length === 0 ? <p className="empty">{say("list.none")}</p> : null}
      {all.length === 0 ? (
        <div className="empty">
          <p>{say("downloads.empty")}</p>
          <Button kind="main" onClick={() => show("new")}>
            {say("downloads.toNew")}
          </Button>
        </div>
      ) : null}
      <ul
        ref={list}
        className="download-list"
        aria-label={say("downloads.list")}
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const view = downloads[item.index];
          return view ? (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-setsize={downloads.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
            >
              <DownloadCard view={view} />
            </li>
          ) : null;
        })}
      </ul>
    </>
  );
}
