import type { DownloadView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { isMovable } from "../state/moving.ts";
import { colourOf, nameOf } from "../state/roads.ts";
import { Button } from "../ui/button.tsx";
import { More, MoreButton, MorePanel } from "../ui/more.tsx";
import { RoadName } from "../ui/road-name.tsx";
import { Table } from "../ui/table.tsx";
import { proofSentence } from "../words/proof.ts";
import { ChecksumCheck, ChecksumField } from "./checksum-field.tsx";
import { CopyLink } from "./copy-link.tsx";
import { DownloadInside } from "./download-inside.tsx";
import { DownloadSpeeds } from "./download-speeds.tsx";
import { FinishChoice } from "./finish-choice.tsx";
import { HowField } from "./how-field.tsx";
import { LimitField } from "./limit-field.tsx";
import { StartAtField } from "./start-at-field.tsx";
import { QueueField } from "./queue-field.tsx";
import { PoolList } from "./pool-list.tsx";

interface Props {
  readonly view: DownloadView;
  /** Whether it is shown how it is fetched. */
  readonly how: boolean;
  readonly onHow: (open: boolean) => void;
}

/** Where a download comes from and goes to, and what each route did. */
export function DownloadDetails({ view, how, onHow }: Props) {
  const words = useWords();
  const { say } = words;
  const { limitDownload, onDownload, setOnFinish } = useActions();
  const relays = useApp((state) => state.relays);
  // What is still to be finished can be told another one, below.
  const isOpen = view.state !== "done" && view.state !== "checking";
  const facts = [
    [say("download.path"), view.path],
    [say("download.mode"), say(`mode.${view.mode}`)],
    [say("download.checksum"), isOpen ? null : view.checksum],
    [say("download.sha256"), view.sha256],
  ] as const;
  const proof = view.integrity && proofSentence(words, view.integrity);
  return (
    <div className="download-details">
      <dl>
        <div>
          <dt>{say("download.from")}</dt>
          <dd>
            {view.url} <CopyLink id={view.id} />
          </dd>
        </div>
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
        {view.aside.length === 0 ? null : (
          <div>
            <dt>{say("download.aside")}</dt>
            <dd>
              {view.aside.map((path) => (
                <div key={path}>{path}</div>
              ))}
            </dd>
          </div>
        )}
        {proof === null ? null : (
          <div>
            <dt>{say("download.proof")}</dt>
            <dd className="download-said">{proof}</dd>
          </div>
        )}
      </dl>
      {view.state === "paused" ? <StartAtField view={view} /> : null}
      {isMovable(view) ? <QueueField view={view} /> : null}
      {view.state === "done" ? null : (
        <FinishChoice value={view.onFinish} onPick={(act) => void setOnFinish(view.id, act)} />
      )}
      {isOpen ? (
        <>
          <LimitField
            label={say("download.limit")}
            hint={say("download.limitHint")}
            limit={view.limit}
            onLimit={(limit) => limitDownload(view.id, limit)}
          />
          <ChecksumField view={view} />
        </>
      ) : null}
      {isOpen ? (
        <More className="how-part" open={how} onOpen={onHow}>
          <MoreButton>{say("how.label")}</MoreButton>
          <MorePanel>
            <HowField view={view} />
          </MorePanel>
        </More>
      ) : null}
      {view.state === "done" ? <ChecksumCheck view={view} /> : null}
      {(view.state === "paused" || view.state === "failed") && view.bytes > 0 && view.resumable ? (
        <div className="download-again">
          <Button onClick={() => void onDownload("restart", view.id)}>{say("download.restartZero")}</Button>
          <span className="quiet">{say("download.restartZeroHint")}</span>
        </div>
      ) : null}
      {view.keptBytes > 0 ? (
        <p className="quiet">{say("download.kept", { size: words.bytes(view.keptBytes) })}</p>
      ) : null}
      <DownloadSpeeds view={view} />
      {view.routes.length > 0 ? (
        <Table
          label={say("table.byRoute")}
          head={[
            say("table.route"),
            say("table.state"),
            say("table.lanes"),
            say("table.speed"),
            say("table.bytes"),
          ]}
        >
          {view.routes.map((route) => (
            <tr key={route.route}>
              <th scope="row">
                <RoadName colour={colourOf(relays, route.route)}>
                  {nameOf(words, relays, route.route)}
                </RoadName>
              </th>
              <td>{say(`download.state.${route.state}`)}</td>
              <td>{words.integer(route.lanes)}</td>
              <td>{words.speed(route.speed)}</td>
              <td>{words.bytes(route.bytes)}</td>
            </tr>
          ))}
        </Table>
      ) : null}
      <DownloadInside id={view.id} />
      <PoolList places={view.pool} />
      {view.routes.map(({ route, problem }) =>
        problem ? (
          <p key={route} className="quiet">
            <b>{nameOf(words, relays, route)}</b> {words.failure(problem)}
          </p>
        ) : null,
      )}
    </div>
  );
}
