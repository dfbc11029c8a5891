import { useId, useState } from "react";
import { ArrowDown, ArrowUp, Pencil } from "lucide-react";
import type { Failure } from "../../electron/common/errors.ts";
import { relayUses, type RelayView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { colourOf, nameOf } from "../state/roads.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Meter } from "../ui/meter.tsx";
import { RoadName } from "../ui/road-name.tsx";
import { Select } from "../ui/select.tsx";
import { Tell } from "../ui/tell.tsx";
import { Toolbar } from "../ui/toolbar.tsx";
import { AmountField } from "./amount-field.tsx";
import { HealthSaid } from "./health-said.tsx";
import { RelayGlance } from "./relay-glance.tsx";

const icons = { up: ArrowUp, down: ArrowDown } as const;

interface Props {
  readonly relay: RelayView;
  readonly onMove: (step: "up" | "down") => void;
}

/** One saved relay. */
export function RelayCard({ relay, onMove }: Props) {
  const words = useWords();
  const { say } = words;
  const { editRelay, setRelayUse } = useActions();
  const relays = useApp((state) => state.relays);
  const title = useId();
  const name = nameOf(words, relays, relay.id);
  return (
    <article className="card relay" aria-labelledby={title} data-road={colourOf(relays, relay.id)}>
      <header>
        <h2 id={title}>
          <RoadName colour={colourOf(relays, relay.id)}>{name}</RoadName>
        </h2>
        <RelayGlance health={relay.health} />
        <span className="spring" />
        {relays.length > 1 ? (
          <Toolbar
            label={say("relays.order", { name })}
            tools={(["up", "down"] as const).map((step) => {
              const Icon = icons[step];
              return { id: step, label: say(`relays.${step}`), icon: <Icon size={16} aria-hidden="true" /> };
            })}
            onPress={onMove}
          />
        ) : null}
        {relay.practice ? null : (
          <Button kind="plain" onClick={() => void editRelay(relay.id)}>
            <Pencil size={13} aria-hidden="true" />
            {say("relays.edit")}
          </Button>
        )}
      </header>
      <p className="quiet">
        {[
          say(`relays.kind.${relay.kind}`),
          relay.host,
          relay.own ? say("relays.own") : say("relays.others"),
        ].join(" · ")}
      </p>
      {relay.locked ? <Tell tone="bad">{say("relays.locked")}</Tell> : null}
      <div className="fields">
        <Select
          label={say("relays.use")}
          hint={say(`relays.use.${relay.use}.hint`)}
          value={relay.use}
          options={relayUses.map((value) => ({
            value,
            label: say(`relays.use.${value}`),
            hint: say(`relays.use.${value}.hint`),
          }))}
          onPick={(use) => void setRelayUse(relay.id, use)}
        />
      </div>
      {relay.practice ? null : <Quota relay={relay} />}
      <Health relay={relay} />
    </article>
  );
}

/** What went through it, and what may. */
function Quota({ relay }: { relay: RelayView }) {
  const words = useWords();
  const { say } = words;
  const { setRelayQuota } = useActions();
  const set = (period: "day" | "month") => (amount: number | null) =>
    setRelayQuota(relay.id, { [period]: amount });
  return (
    <div className="relay-quota">
      <p>
        {say("relays.traffic", {
          day: words.bytes(relay.traffic.day),
          month: words.bytes(relay.traffic.month),
        })}
      </p>
      {(["day", "month"] as const).map((period) => {
        const limit = relay.quota[period];
        if (limit === null) return null;
        const share = relay.traffic[period] / limit;
        const used = words.percent(share);
        return (
          <Meter
            key={period}
            label={say(`relays.used.${period}`, { used, limit: words.bytes(limit) })}
            share={share}
            text={used}
          />
        );
      })}
      <div className="fields">
        {(["month", "day"] as const).map((period) => (
          <AmountField
            key={period}
            label={say(`relays.quota.${period}`)}
            hint={say("relays.quotaHint")}
            problem={say("relays.quotaProblem")}
            amount={relay.quota[period]}
            onAmount={set(period)}
          />
        ))}
      </div>
    </div>
  );
}

/** A check on demand: nobody's server is asked without being told to. */
function Health({ relay }: { relay: RelayView }) {
  const words = useWords();
  const { say } = words;
  const { checkRelay } = useActions();
  const name = `health ${relay.id}`;
  const busy = useApp((state) => state.busy.includes(name));
  const asked = useApp((state) => state.ask.url);
  const [url, setUrl] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const check = () => {
    setFailure(undefined);
    void checkRelay(name, { id: relay.id }, url ?? asked, setFailure);
  };
  return (
    <div className="relay-health">
      <Field
        className="mono wide"
        label={say("health.url")}
        hint={say("health.urlHint")}
        placeholder="https://files.example/file.iso"
        value={url ?? asked}
        onText={setUrl}
        aside={
          <Button disabled={busy} onClick={check}>
            {busy ? say("health.checking") : say("health.check")}
          </Button>
        }
      />
      <div aria-live="polite">
        <HealthSaid health={relay.health ?? undefined} failure={failure} />
      </div>
    </div>
  );
}
