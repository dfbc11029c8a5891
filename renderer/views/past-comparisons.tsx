import { useEffect, useMemo, useState } from "react";
import {
  exportKinds,
  exportPast,
  pastName,
  type ExportKind,
} from "../../electron/common/comparison-export.ts";
import type { PastComparison } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { pastAsView } from "../state/history.ts";
import { colourOf, nameOf } from "../state/roads.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { More, MoreButton, MorePanel } from "../ui/more.tsx";
import { Rich } from "../ui/rich.tsx";
import { RoadName } from "../ui/road-name.tsx";
import { saveFile } from "../ui/save-file.ts";
import { Table } from "../ui/table.tsx";
import { rangeOrNone, speedOrNone } from "../words/measured.ts";
import { report } from "../words/verdict.ts";
import { SearchInput } from "./search-input.tsx";

/** So many are shown at first, and more with each press. */
const step = 20;

/** What the host keeps of comparisons, also of those that were put away or made in another session; asked for once it is opened. */
export function PastComparisons() {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <More className="past" open={open} onOpen={setOpen}>
      <MoreButton>{say("past.title")}</MoreButton>
      <MorePanel>
        <PastList />
      </MorePanel>
    </More>
  );
}

function PastList() {
  const { say, integer } = useWords();
  const { history, forgetComparison } = useActions();
  const [past, setPast] = useState<readonly PastComparison[]>();
  const [search, setSearch] = useState("");
  const [most, setMost] = useState(step);
  // One that has just ended is one of them.
  const comparing = useApp((state) => state.comparing.length);
  const connection = useApp((state) => state.connection);
  useEffect(() => {
    if (connection !== "connected") return undefined;
    let here = comparing >= 0;
    // Where it could not be had, what was had before stays.
    void history().then((list) => here && list && setPast(list));
    return () => {
      here = false;
    };
  }, [history, comparing, connection]);
  const found = useMemo(
    () => (past ?? []).filter(({ host }) => host.includes(search.trim().toLowerCase())).toReversed(),
    [past, search],
  );
  if (past === undefined) return null;
  const forget = async (id: string) => {
    if (await forgetComparison(id)) setPast((list) => list?.filter((one) => one.id !== id));
  };
  return (
    <section className="card past-list" aria-label={say("past.title")}>
      <p className="quiet">{say(past.length === 0 ? "past.none" : "past.intro")}</p>
      {past.length === 0 ? null : (
        <SearchInput label={say("past.search")} value={search} onText={setSearch} />
      )}
      <ul aria-label={say("past.title")}>
        {found.slice(0, most).map((one) => (
          <li key={one.id}>
            <Past past={one} onForget={() => void forget(one.id)} />
          </li>
        ))}
      </ul>
      {past.length > 0 && found.length === 0 ? <p>{say("past.notFound")}</p> : null}
      {found.length > most ? (
        <Button onClick={() => setMost(most + step)}>
          {say("past.more", { left: integer(found.length - most) })}
        </Button>
      ) : null}
    </section>
  );
}

interface Props {
  readonly past: PastComparison;
  readonly onForget: () => void;
}

function Past({ past, onForget }: Props) {
  const words = useWords();
  const { say } = words;
  const relays = useApp((state) => state.relays);
  const [open, setOpen] = useState(false);
  const view = pastAsView(past);
  return (
    <More open={open} onOpen={setOpen} render={<article />}>
      <header>
        <div>
          <h3>{past.host}</h3>
          <time className="quiet" dateTime={new Date(past.at).toISOString()}>
            {words.date(past.at)}
          </time>
        </div>
        <p>
          <Rich sentence={report(words, relays, view).headline} />
        </p>
        <MoreButton>{say("past.open")}</MoreButton>
      </header>
      <MorePanel>
        <PastTable past={past} />
        <div className="past-do">
          {exportKinds.map((kind) => (
            <Button
              key={kind}
              kind="plain"
              onClick={() => saveFile(pastName(past, kind), exportPast(past, kind), types[kind])}
            >
              {say(`result.export.${kind}`)}
            </Button>
          ))}
          <Confirm
            label={say("past.forget")}
            question={say("past.forgetAsk")}
            yes={say("past.forgetYes")}
            no={say("downloads.removeNo")}
            onYes={onForget}
          />
        </div>
      </MorePanel>
    </More>
  );
}

const types: Readonly<Record<ExportKind, string>> = { json: "application/json", csv: "text/csv" };

function PastTable({ past }: { past: PastComparison }) {
  const words = useWords();
  const { say } = words;
  const relays = useApp((state) => state.relays);
  return (
    <Table
      label={say("table.label")}
      head={[
        say("table.route"),
        say("table.median"),
        say("table.interval"),
        say("table.firstByte"),
        say("table.lanes"),
        say("past.samples"),
      ]}
    >
      {past.routes.map((route) => (
        <tr key={route.route}>
          <th scope="row">
            <RoadName colour={colourOf(relays, route.route)}>{nameOf(words, relays, route.route)}</RoadName>
          </th>
          <td>{speedOrNone(words, route.median)}</td>
          <td>{rangeOrNone(words, route)}</td>
          <td>{words.ms(route.firstByteMs)}</td>
          <td>{words.integer(route.connections)}</td>
          <td className="past-samples">
            {route.samples.length === 0 ? say("past.noSamples") : route.samples.map(words.speed).join(", ")}
          </td>
        </tr>
      ))}
    </Table>
  );
}
