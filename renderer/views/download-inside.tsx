import { useEffect, useState } from "react";
import type { ConnectionView, DownloadEvent } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { colourOf, nameOf } from "../state/roads.ts";
import { More, MoreButton, MorePanel } from "../ui/more.tsx";
import { RoadName } from "../ui/road-name.tsx";
import { Table } from "../ui/table.tsx";
import { happenedLine } from "../words/happened.ts";

interface Inside {
  readonly connections: readonly ConnectionView[];
  readonly events: readonly DownloadEvent[];
}

/** How often what is open is looked at anew. */
const everyMs = 1000;

/** A download connection by connection, and what happened to it: asked for only while somebody looks. */
export function DownloadInside({ id }: { id: string }) {
  const { say } = useWords();
  const [open, setOpen] = useState({ connections: false, events: false });
  const inside = useInside(id, open.connections || open.events);
  return (
    <div className="download-inside">
      <More open={open.connections} onOpen={(connections) => setOpen({ ...open, connections })}>
        <MoreButton>{say("inside.connections")}</MoreButton>
        <MorePanel>{inside && <Connections connections={inside.connections} />}</MorePanel>
      </More>
      <More open={open.events} onOpen={(events) => setOpen({ ...open, events })}>
        <MoreButton>{say("inside.events")}</MoreButton>
        <MorePanel>{inside && <Events events={inside.events} />}</MorePanel>
      </More>
    </div>
  );
}

function useInside(id: string, looked: boolean): Inside | undefined {
  const { inside } = useActions();
  const [seen, setSeen] = useState<Inside>();
  useEffect(() => {
    if (!looked) return undefined;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const now = await inside(id);
      if (over) return;
      if (now) setSeen(now);
      timer = setTimeout(() => void look(), everyMs);
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [id, inside, looked]);
  return seen;
}

function Connections({ connections }: { connections: readonly ConnectionView[] }) {
  const words = useWords();
  const { say, bytes } = words;
  const relays = useApp((state) => state.relays);
  if (connections.length === 0) return <p className="quiet">{say("inside.none")}</p>;
  const sorted = connections.toSorted((a, b) => a.start - b.start);
  return (
    <Table
      label={say("inside.connections")}
      head={[say("table.route"), say("inside.range"), say("inside.came"), say("table.speed")]}
    >
      {sorted.map((one) => (
        <tr key={`${one.start} ${one.copy}`}>
          <th scope="row">
            <RoadName colour={colourOf(relays, one.route)}>{nameOf(words, relays, one.route)}</RoadName>
          </th>
          <td>{one.end === null ? bytes(one.start) : `${bytes(one.start)} – ${bytes(one.end)}`}</td>
          <td>{bytes(Math.max(0, one.position - one.start))}</td>
          <td>
            {one.waiting ? say("inside.waiting") : words.speed(one.speed)}
            {one.copy ? <small> {say("inside.copy")}</small> : null}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Events({ events }: { events: readonly DownloadEvent[] }) {
  const words = useWords();
  const relays = useApp((state) => state.relays);
  if (events.length === 0) return <p className="quiet">{words.say("inside.quiet")}</p>;
  const road = (route: string) => nameOf(words, relays, route);
  return (
    <ol className="happened">
      {events.map((event, at) => (
        // Events only ever come behind the others.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={at}>
          <time dateTime={new Date(event.at).toISOString()}>{words.time(event.at)}</time>
          <span>{happenedLine(words, event, road)}</span>
        </li>
      ))}
    </ol>
  );
}
