import type { ComparisonView } from "../../electron/common/views.ts";
import { useApp, useWords } from "../state/context.tsx";
import { colourOf, nameOf } from "../state/roads.ts";
import { RoadName } from "../ui/road-name.tsx";
import { Table } from "../ui/table.tsx";
import { Term } from "../ui/term.tsx";
import { rangeOrNone, speedOrNone } from "../words/measured.ts";

/** Every figure of a comparison, for those who want to check the sentence. */
export function ComparisonTable({ view }: { view: ComparisonView }) {
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
        <Term key="3" hint={say("table.singleHint")}>
          {say("table.single")}
        </Term>,
        say("table.firstByte"),
        <Term key="5" hint={say("table.rampHint")}>
          {say("table.ramp")}
        </Term>,
        say("table.bytes"),
        say("table.samples"),
      ]}
      below={<p className="quiet">{say("table.hints")}</p>}
    >
      {view.routes.map((route) => (
        <tr key={route.route}>
          <th scope="row">
            <RoadName colour={colourOf(relays, route.route)}>{nameOf(words, relays, route.route)}</RoadName>
          </th>
          <td>{speedOrNone(words, route.median)}</td>
          <td>{rangeOrNone(words, route)}</td>
          <td>{speedOrNone(words, route.single)}</td>
          <td>{words.ms(route.firstByteMs)}</td>
          <td>{words.ms(route.rampMs)}</td>
          <td>{words.bytes(route.bytes)}</td>
          <td>{words.integer(route.samples.length)}</td>
        </tr>
      ))}
    </Table>
  );
}
