import { useEffect, useRef, useState } from "react";
import type { Failure } from "../../electron/common/errors.ts";
import { programCards } from "../../electron/common/program-cards.ts";
import type { GatewayView as View, RuledView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { colourOf, nameOf } from "../state/roads.ts";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Field } from "../ui/field.tsx";
import { Lines } from "../ui/lines.tsx";
import { RoadName } from "../ui/road-name.tsx";
import { Table } from "../ui/table.tsx";
import { Select } from "../ui/select.tsx";
import { Tell } from "../ui/tell.tsx";

/** The gateway: on or off, how each program takes it, what flows, and the rules by host. */
export function GatewayPage() {
  const { say } = useWords();
  const gateway = useApp((state) => state.gateway);
  if (!gateway) return null;
  return (
    <>
      <h1 className="title">{say("gateway.title")}</h1>
      <p className="quiet">{say("gateway.intro")}</p>
      <Switch gateway={gateway} />
      {gateway.url !== null && gateway.proxy !== null ? (
        <Programs url={gateway.url} proxy={gateway.proxy} />
      ) : null}
      {gateway.running ? <Flows gateway={gateway} /> : null}
      <Rules />
    </>
  );
}

function Switch({ gateway }: { gateway: View }) {
  const { say } = useWords();
  const { startGateway, stopGateway } = useActions();
  const busy = useApp((state) => state.busy.includes("gateway"));
  const [allowPrivate, setAllowPrivate] = useState(false);
  return (
    <section className="card gateway" aria-label={say("gateway.title")}>
      <div className="gateway-switch" aria-live="polite">
        <Tell tone={gateway.running ? "good" : "quiet"}>
          {say(gateway.running ? "gateway.on" : "gateway.off")}
        </Tell>
        {gateway.running ? (
          <Button disabled={busy} onClick={() => void stopGateway()}>
            {say("gateway.stop")}
          </Button>
        ) : (
          <Button kind="main" disabled={busy} onClick={() => void startGateway(allowPrivate)}>
            {say("gateway.start")}
          </Button>
        )}
      </div>
      {gateway.running ? null : (
        <Choice
          type="checkbox"
          label={say("gateway.private")}
          hint={say("gateway.privateHint")}
          checked={allowPrivate}
          onPick={setAllowPrivate}
        />
      )}
      {gateway.url === null || gateway.proxy === null ? null : (
        <dl className="gateway-addresses">
          {(
            [
              [say("gateway.url"), `${gateway.url}/https/host/path`, gateway.url],
              [say("gateway.proxy"), gateway.proxy, gateway.proxy],
            ] as const
          ).map(([name, shown, copied]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{shown}</code>
                <CopyButton text={copied} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

/** What to paste for one program, and what undoes it. */
function Programs({ url, proxy }: { url: string; proxy: string }) {
  const { say } = useWords();
  const cards = programCards({ url, proxy });
  const [id, setId] = useState(cards[0]?.id ?? "terminal");
  const card = cards.find((one) => one.id === id);
  return (
    <section className="card gateway" aria-label={say("gateway.programs")}>
      <Select
        label={say("gateway.programs")}
        hint={card ? say(`gateway.by.${card.by}`) : undefined}
        value={id}
        options={cards.map(({ id: value, title }) => ({ value, label: title }))}
        onPick={setId}
      />
      {card
        ? [["gateway.paste", card.lines] as const, ["gateway.undo", card.undo] as const].map(([key, lines]) =>
            lines.length === 0 ? null : (
              <figure key={key} className="code">
                <figcaption>
                  <span>{say(key)}</span>
                  <CopyButton text={lines.join("\n")} />
                </figcaption>
                {/* A long line is scrolled, also by keyboard. */}
                {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
                <pre tabIndex={0}>{lines.join("\n")}</pre>
              </figure>
            ),
          )
        : null}
    </section>
  );
}

function Flows({ gateway }: { gateway: View }) {
  const words = useWords();
  const { say } = words;
  const relays = useApp((state) => state.relays);
  return (
    <section className="card gateway" aria-label={say("gateway.flows")}>
      <h2>{say("gateway.flows")}</h2>
      {gateway.flows.length === 0 ? <p className="quiet">{say("gateway.noFlows")}</p> : null}
      {gateway.flows.length > 0 ? (
        <Table
          label={say("table.label")}
          head={[
            say("gateway.host"),
            say("table.route"),
            say("gateway.answer"),
            say("table.speed"),
            say("table.bytes"),
          ]}
        >
          {gateway.flows.toReversed().map((flow) => (
            <tr key={flow.id} data-over={flow.over}>
              <th scope="row">
                {flow.method} {flow.host}
              </th>
              <td>{words.list(flow.routes.map((route) => nameOf(words, relays, route)))}</td>
              <td>{flow.status === null ? "" : String(flow.status)}</td>
              <td>{flow.over ? say("gateway.over") : words.speed(flow.speed)}</td>
              <td>{words.bytes(flow.bytes)}</td>
            </tr>
          ))}
        </Table>
      ) : null}
      {gateway.totals.map(({ route, bytes, flows }) => (
        <p key={route} className="quiet">
          <RoadName colour={colourOf(relays, route)}>{nameOf(words, relays, route)}</RoadName>{" "}
          {say("gateway.total", { bytes: words.bytes(bytes), count: flows })}
        </p>
      ))}
    </section>
  );
}

function Rules() {
  const words = useWords();
  const relays = useApp((state) => state.relays);
  const { say } = words;
  const { readRules, saveRules, testRules, typeRules, dropRules } = useActions();
  const busy = useApp((state) => state.busy.includes("rules"));
  const [kept, setKept] = useState<string>();
  const draft = useApp((state) => state.rulesDraft);
  const text = draft?.text ?? kept;
  const typed = draft !== undefined && draft.text !== kept;
  const latest = useRef<string>(undefined);
  const field = useRef<HTMLElement>(null);
  const [said, setSaid] = useState<Failure | "saved" | "changed">();
  const [unruled, setUnruled] = useState<Failure>();
  const connection = useApp((state) => state.connection);
  const [url, setUrl] = useState("");
  const [ruled, setRuled] = useState<RuledView>();
  useEffect(() => {
    if (connection !== "connected") return undefined;
    let here = true;
    void readRules().then((read) => here && setKept((known) => known ?? read));
    return () => {
      here = false;
    };
  }, [readRules, connection]);
  const save = async () => {
    setSaid(undefined);
    const done = await saveRules(setSaid);
    if (done === undefined) return;
    setKept(done.rules);
    if (!done.saved) setSaid("changed");
    // Of what was typed meanwhile, nothing is said yet.
    else if (text === (latest.current ?? text)) setSaid("saved");
  };
  const test = async () => {
    setRuled(undefined);
    setUnruled(undefined);
    setRuled(await testRules(url.trim(), setUnruled));
  };
  return (
    <section className="card gateway" aria-label={say("rules.title")} ref={field}>
      <h2>{say("rules.title")}</h2>
      <Lines
        label={say("rules.lines")}
        hint={say("rules.intro")}
        problem={
          said === "changed"
            ? say("rules.changed")
            : typeof said === "object"
              ? words.failure(said)
              : undefined
        }
        rows={6}
        placeholder={"*.example.org relay Beijing\nintranet.example direct\nads.example refuse"}
        value={text ?? ""}
        // What was never read must not be put in the place of what is there.
        still={text === undefined}
        onText={(now) => {
          latest.current = now;
          typeRules(now, kept ?? "");
          setSaid(undefined);
        }}
      />
      <div className="gateway-switch">
        <div aria-live="polite">
          {said === "saved" ? <Tell tone="good">{say("rules.saved")}</Tell> : null}
        </div>
        <span className="spring" />
        {typed ? (
          <Button
            kind="plain"
            disabled={busy}
            onClick={() => {
              dropRules();
              latest.current = undefined;
              setSaid(undefined);
              field.current?.querySelector("textarea")?.focus();
            }}
          >
            {say("rules.discard")}
          </Button>
        ) : null}
        <Button disabled={busy || !typed} onClick={() => void save()}>
          {say("rules.save")}
        </Button>
      </div>
      <Field
        className="mono wide"
        label={say("rules.try")}
        hint={say("rules.tryHint")}
        problem={unruled && words.failure(unruled)}
        placeholder="https://files.example/file.iso"
        value={url}
        onText={(typed) => {
          setUrl(typed);
          setUnruled(undefined);
        }}
        aside={
          <Button disabled={busy || url.trim() === ""} onClick={() => void test()}>
            {say("rules.test")}
          </Button>
        }
      />
      <div aria-live="polite">
        {ruled ? (
          <Tell tone="quiet">
            {say(`rules.use.${ruled.use}`, { host: ruled.host })}
            {words.gap}
            {ruled.relays.length > 0 && ruled.use !== "direct"
              ? say("rules.over", {
                  relays: words.list(ruled.relays.map((route) => nameOf(words, relays, route))),
                }) + words.gap
              : ""}
            {ruled.rule === null ? say("rules.none") : say("rules.by", { rule: ruled.rule })}
          </Tell>
        ) : null}
      </div>
    </section>
  );
}
