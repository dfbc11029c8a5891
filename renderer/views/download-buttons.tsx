import { useState, type ReactNode } from "react";
import type { DownloadView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { copyText } from "../ui/copy-text.ts";
import { Confirm } from "../ui/confirm.tsx";
import { assertNever } from "../words/assert-never.ts";
import { beginsAnew, isNew, needsLink } from "../words/download.ts";

interface Props {
  readonly view: DownloadView;
  /** The button that opens the form for a new link. */
  readonly newLink: ReactNode;
  /** The button that leads to its headers, where they may be what it needs. */
  readonly headers: ReactNode;
}

/** What can be done with a download in its state, and on this host. */
export function DownloadButtons({ view, newLink, headers }: Props) {
  const { say } = useWords();
  const { onDownload, savePage } = useActions();
  const known = useApp((state) => state.asked[view.id] !== undefined);
  const can = useApp((state) => state.info?.can);
  const busy = useApp((state) => state.busy.some((name) => name.endsWith(` ${view.id}`)));
  const call = (name: Parameters<typeof onDownload>[0]) => () => void onDownload(name, view.id);
  // One question in whatever state: it must not go while somebody reads it.
  const cancel = (
    <Confirm
      key="cancel"
      label={say("download.cancel")}
      question={say("download.cancelAsk")}
      yes={say("download.cancelYes")}
      no={say("download.cancelNo")}
      onYes={call("cancel")}
    />
  );
  switch (view.state) {
    case "queued":
    case "opening":
    case "running":
      return (
        <>
          <Button kind="plain" disabled={busy} onClick={call("pause")}>
            {say("download.pause")}
          </Button>
          {cancel}
        </>
      );
    case "checking":
      return null;
    case "paused":
      return (
        <>
          <Button kind={needsLink(view) ? "plain" : undefined} disabled={busy} onClick={call("resume")}>
            {say(resumeKey(view))}
          </Button>
          {headers}
          {newLink}
          {cancel}
        </>
      );
    case "failed":
      return view.resumable ? (
        <>
          <Button kind={needsLink(view) ? "plain" : undefined} disabled={busy} onClick={call("resume")}>
            {say("download.retry")}
          </Button>
          {headers}
          {newLink}
          {cancel}
        </>
      ) : (
        <>
          {view.failure?.code === "web-page" && known ? (
            <Button disabled={busy} onClick={() => void savePage(view.id)}>
              {say("download.savePage")}
            </Button>
          ) : null}
          <Button
            kind={needsLink(view) || view.failure?.code === "web-page" ? "plain" : undefined}
            disabled={busy}
            onClick={call("restart")}
          >
            {say(beginsAnew(view) ? "download.restart" : "download.retry")}
          </Button>
          {headers}
          <Button kind="plain" disabled={busy} onClick={call("remove")}>
            {say("download.remove")}
          </Button>
        </>
      );
    case "done":
      return (
        <>
          {can?.open ? (
            <Button disabled={busy} onClick={call("open")}>
              {say("download.open")}
            </Button>
          ) : null}
          {can?.reveal ? (
            <Button kind="plain" disabled={busy} onClick={call("reveal")}>
              {say("download.reveal")}
            </Button>
          ) : null}
          {view.path === null ? null : <CopyPath path={view.path} />}
          <Button kind="plain" disabled={busy} onClick={call("remove")}>
            {say("download.remove")}
          </Button>
        </>
      );
    default:
      return assertNever(view.state);
  }
}

/** What its going on is called: it may never have begun. */
function resumeKey(view: DownloadView) {
  if (view.retryAt !== null) return "download.resumeNow";
  if (view.startAt !== null) return "download.startNow";
  return isNew(view) ? "download.start" : "download.resume";
}

function CopyPath({ path }: { path: string }) {
  const { say } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await copyText(path))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <Button kind="plain" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? say("download.copied") : say("download.copyPath")}</span>
    </Button>
  );
}
