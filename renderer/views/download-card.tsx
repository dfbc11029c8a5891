import { useId, useRef, useState } from "react";
import type { DownloadView } from "../../electron/common/views.ts";
import { useApp, useNow, useWords } from "../state/context.tsx";
import { colourOf, nameOf } from "../state/roads.ts";
import { Button } from "../ui/button.tsx";
import { More, MoreButton, MorePanel } from "../ui/more.tsx";
import { RangeMap } from "../ui/range-map.tsx";
import { Rich } from "../ui/rich.tsx";
import { RoadName } from "../ui/road-name.tsx";
import { Tell } from "../ui/tell.tsx";
import {
  canRelink,
  failureLine,
  isActive,
  lateLine,
  needsHeaders,
  needsLink,
  progressParts,
  retryLine,
  statusLine,
  statusOf,
} from "../words/download.ts";
import { cells, mapText, share } from "../words/range-map.ts";
import { DownloadButtons } from "./download-buttons.tsx";
import { DownloadDetails } from "./download-details.tsx";
import { ProofLine } from "./proof-line.tsx";
import { RelinkForm } from "./relink-form.tsx";

/** One download: name, range map, figures, what happened, what can be done. */
export function DownloadCard({ view }: { view: DownloadView }) {
  const words = useWords();
  const { say } = words;
  const relays = useApp((state) => state.relays);
  const movedAt = useApp((state) => state.movedAt[view.id]);
  const now = useNow(view.state === "running" || view.retryAt !== null);
  const [open, setOpen] = useState(false);
  // What was typed there and is not saved is in sight again.
  const typedHow = useApp((state) => Object.keys(state.how[view.id]?.draft ?? {}).length > 0);
  const [how, setHow] = useState(typedHow);
  const [linking, setLinking] = useState(false);
  const linkButton = useRef<HTMLButtonElement>(null);
  const id = useId();
  const status = statusOf(view, movedAt, now);
  const line = statusLine(words, view, status, now - (movedAt ?? now), now);
  const reason = failureLine(words, view);
  const retry = retryLine(words, view, now);
  const late = lateLine(words, view);
  const relinks = canRelink(view);
  const closeLink = () => {
    setLinking(false);
    linkButton.current?.focus();
  };
  // Of a finished one, only where it is part of the story: whose bytes had to be fetched again.
  const tellsOut = isActive(view) || view.warnings.includes("repaired");
  const out = tellsOut ? view.routes.filter(({ state, problem }) => state === "out" && problem) : [];
  return (
    <More
      open={open}
      onOpen={setOpen}
      className="card download"
      render={<article aria-label={say("download.label", { name: view.name })} data-status={status} />}
    >
      <header>
        <h2 title={view.name}>{view.name}</h2>
        <Badge status={status} trouble={reason !== undefined} text={say(`download.status.${status}`)} />
        {view.priority === "normal" || view.state === "done" ? null : (
          <span className="badge" data-priority={view.priority}>
            {say(`queue.priorityIs.${view.priority}`)}
          </span>
        )}
        <span className="download-size">
          {progressParts(words, view).map((part) => (
            <span key={part}>{part}</span>
          ))}
        </span>
      </header>
      <RangeMap
        cells={cells(view, relays)}
        share={share(view)}
        label={say("download.progress", { name: view.name })}
        text={mapText(words, relays, view)}
        moving={isActive(view)}
      />
      {/* Not in the live region: it may change every second. */}
      {(line && status !== "failed") || retry ? (
        <p className="download-line">
          {[status === "failed" ? undefined : line, retry].filter(Boolean).join(words.gap)}
        </p>
      ) : null}
      <div className="download-says" aria-live="polite">
        {status === "failed" || reason !== undefined ? <Tell tone="bad">{reason ?? line}</Tell> : null}
        {needsHeaders(view) ? <Tell>{say("how.signIn")}</Tell> : null}
        {view.state === "done" && view.integrity ? <ProofLine integrity={view.integrity} /> : null}
        {out.map(({ route, problem }) =>
          problem ? (
            <Tell key={route}>
              <Rich sentence={words.rich("download.routeOut", { route: nameOf(words, relays, route) })} />
              {words.gap}
              {words.failure(problem)}
            </Tell>
          ) : null,
        )}
        {late === undefined ? null : <Tell>{late}</Tell>}
        {view.warnings.map((warning) => (
          <Tell key={warning}>{say(`warning.${warning}`)}</Tell>
        ))}
      </div>
      <footer>
        <div className="download-figures">
          {view.state === "running" ? <b className="download-speed">{words.speed(view.speed)}</b> : null}
          {view.routes
            .filter(({ state, bytes }) => bytes > 0 || state !== "out")
            .map((route) => (
              <span
                key={route.route}
                className="download-route"
                data-out={route.state === "out" ? true : undefined}
              >
                <RoadName colour={colourOf(relays, route.route)}>
                  {nameOf(words, relays, route.route)}
                </RoadName>{" "}
                <span className="download-number">
                  {view.state === "running" && route.state !== "out"
                    ? words.speed(route.speed)
                    : words.bytes(route.bytes)}
                </span>
              </span>
            ))}
        </div>
        <div className="download-do">
          <DownloadButtons
            view={view}
            headers={
              needsHeaders(view) ? (
                <Button
                  disabled={open && how}
                  onClick={() => {
                    setOpen(true);
                    setHow(true);
                  }}
                >
                  {say("how.addHeaders")}
                </Button>
              ) : null
            }
            newLink={
              <Button
                ref={linkButton}
                kind={needsLink(view) ? "main" : "plain"}
                aria-expanded={linking}
                aria-controls={`${id}-link`}
                onClick={() => setLinking(!linking)}
              >
                {say("download.newLink")}
              </Button>
            }
          />
          <MoreButton>{say("download.details")}</MoreButton>
        </div>
      </footer>
      <div id={`${id}-link`} hidden={!(linking && relinks)}>
        {linking && relinks ? <RelinkForm view={view} onClose={closeLink} /> : null}
      </div>
      <MorePanel>
        <DownloadDetails view={view} how={how} onHow={setHow} />
      </MorePanel>
    </More>
  );
}

function Badge({ status, trouble, text }: { status: string; trouble: boolean; text: string }) {
  return (
    <span className="badge" data-status={status} data-trouble={trouble ? true : undefined}>
      {text}
    </span>
  );
}
