import { Pencil, Plus } from "lucide-react";
import type { Failure } from "../../electron/common/errors.ts";
import type { ProbeView, RelayView } from "../../electron/common/views.ts";
import { probeOf, takesPart } from "../state/ask.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { colourOf, nameOf } from "../state/roads.ts";
import { modeOf } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Rich } from "../ui/rich.tsx";
import { withName } from "../words/words.ts";

/** Every route as a chip to switch on or off, with what it said about the address. */
export function RouteChips() {
  const words = useWords();
  const { say } = words;
  const { addRelay } = useActions();
  const relays = useApp((state) => state.relays);
  const probes = useApp((state) => state.probes);
  const editing = useApp((state) => state.editing);
  const out = (["direct", ...relays] as const).flatMap((route) => {
    const problem = probeOf(probes, route)?.problem;
    // That a relay is not meant for an address is no fault: its chip says it.
    return problem && !isMeantForOthers(problem) ? [{ route, problem }] : [];
  });
  return (
    <>
      <fieldset className="chips">
        <legend className="unseen">{say("routes.label")}</legend>
        <Chip route="direct" probe={probeOf(probes, "direct")} />
        {relays.map((relay) => (
          <Chip key={relay.id} route={relay} probe={probeOf(probes, relay)} />
        ))}
        <Button kind="plain" aria-expanded={editing?.id === null} onClick={addRelay}>
          <Plus size={14} aria-hidden="true" />
          {say("routes.add")}
        </Button>
      </fieldset>
      <ul className="reasons" aria-live="polite">
        {out.map(({ route, problem }) => {
          const name = nameOf(words, relays, route === "direct" ? route : route.id);
          return (
            <li key={name}>
              <Rich sentence={withName(words, name, problem)} />
            </li>
          );
        })}
      </ul>
    </>
  );
}

function isMeantForOthers({ code }: Failure): boolean {
  return code === "not-covered";
}

function Chip({ route, probe }: { route: RelayView | "direct"; probe: ProbeView | undefined }) {
  const words = useWords();
  const { say } = words;
  const { toggle, editRelay } = useActions();
  const relays = useApp((state) => state.relays);
  const id = route === "direct" ? "direct" : route.id;
  const on = useApp((state) => takesPart(state.ask, modeOf(state), id));
  const asking = useApp((state) => state.probing) && on;
  const small = asking
    ? say("routes.asking")
    : probe && !probe.problem && probe.firstByteMs !== null
      ? words.ms(probe.firstByteMs)
      : probe?.problem && isMeantForOthers(probe.problem)
        ? say("routes.notCovered")
        : route === "direct" || probe
          ? ""
          : route.practice
            ? say("routes.practice")
            : route.host;
  const name = nameOf(words, relays, id);
  return (
    <span
      className="chip"
      data-road={colourOf(relays, id)}
      data-on={on}
      data-out={probe?.problem ? true : undefined}
    >
      <button type="button" aria-pressed={on} title={say("routes.hint")} onClick={() => toggle(id)}>
        <i aria-hidden="true" />
        {name} {small ? <small>{small}</small> : null}
      </button>
      {route === "direct" || route.practice ? null : (
        <button
          type="button"
          className="chip-edit"
          aria-label={say("routes.edit", { name })}
          onClick={() => void editRelay(id)}
        >
          <Pencil size={13} aria-hidden="true" />
        </button>
      )}
    </span>
  );
}
