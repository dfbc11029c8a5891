import { useState } from "react";
import { AppError, type Failure } from "../../electron/common/errors.ts";
import { relayConfig } from "../../electron/common/relay-config/relay-config.ts";
import { configKinds, type RelayConfig } from "../../electron/common/relay-config/request.ts";
import { newToken, type WizardForm } from "../state/wizard-form.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { Tell } from "../ui/tell.tsx";
import { HealthSaid } from "./health-said.tsx";

/** The fields of the wizard that may be wrong, by the option that the configuration calls them. */
const fieldOf: Readonly<Record<string, "origins" | "domain" | "token" | "port">> = {
  "--origin": "origins",
  "--domain": "domain",
  "--token": "token",
  "--port": "port",
};

/** The configuration, or the field that is wrong or still empty. */
function configOf({
  kind,
  origins,
  domain,
  token,
  port,
  cache,
}: WizardForm): { readonly config: RelayConfig } | { readonly wrong: string; readonly empty: boolean } {
  const list = origins.split(/[\s,]+/).filter((text) => text !== "");
  if (list.length === 0) return { wrong: "origins", empty: true };
  if (domain.trim() === "") return { wrong: "domain", empty: true };
  try {
    const caches = kind === "nginx" || kind === "nginx-generic";
    return {
      config: relayConfig({
        kind,
        origins: list,
        domain: domain.trim(),
        token,
        ...(cache && caches && { cache }),
        ...(port.trim() !== "" && { port: Number(port) }),
      }),
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { wrong: fieldOf[String(error.params["option"])] ?? "origins", empty: false };
  }
}

/** "Set a relay up in five minutes": a few fields, and the whole file, what to do with it, and the spec. */
export function RelayWizard() {
  const wizard = useApp((state) => state.wizard);
  return wizard?.open ? <Fields typed={wizard.form} /> : null;
}

function Fields({ typed }: { typed: WizardForm }) {
  const { say } = useWords();
  const { typeWizard: edit } = useActions();
  const made = configOf(typed);
  const problem = (field: "origins" | "domain" | "token" | "port") =>
    "wrong" in made && !made.empty && made.wrong === field ? say(`wizard.problem.${field}`) : undefined;
  const caches = typed.kind === "nginx" || typed.kind === "nginx-generic";
  return (
    <section className="card wizard" aria-label={say("wizard.title")}>
      <div>
        <h2>{say("wizard.title")}</h2>
        <p className="quiet">{say("wizard.intro")}</p>
      </div>
      <div className="fields">
        <Select
          className="wide"
          label={say("wizard.kind")}
          hint={say(`wizard.kind.${typed.kind}.hint`)}
          value={typed.kind}
          options={configKinds.map((value) => ({
            value,
            label: say(`wizard.kind.${value}`),
            hint: say(`wizard.kind.${value}.hint`),
          }))}
          onPick={(kind) => edit({ kind })}
        />
        <Field
          className="mono"
          label={say("wizard.origins")}
          hint={say(
            typed.kind === "nginx" || typed.kind === "caddy" ? "wizard.originsHint" : "wizard.hostsHint",
          )}
          problem={problem("origins")}
          placeholder={
            typed.kind === "nginx" || typed.kind === "caddy"
              ? "https://origin.example"
              : "github.com .githubusercontent.com"
          }
          value={typed.origins}
          onText={(origins) => edit({ origins })}
        />
        <Field
          className="mono"
          label={say("wizard.domain")}
          hint={say("wizard.domainHint")}
          problem={problem("domain")}
          placeholder="relay.example"
          value={typed.domain}
          onText={(domain) => edit({ domain })}
        />
        {typed.kind === "nginx-sni" ? null : (
          <Field
            className="mono"
            label={say("wizard.token")}
            hint={say("wizard.tokenHint")}
            problem={problem("token")}
            value={typed.token}
            onText={(token) => edit({ token })}
            aside={<Button onClick={() => edit({ token: newToken() })}>{say("wizard.newToken")}</Button>}
          />
        )}
        <Field
          className="short"
          label={say("wizard.port")}
          hint={say("wizard.portHint")}
          problem={problem("port")}
          value={typed.port}
          onText={(port) => edit({ port })}
        />
      </div>
      {caches ? (
        <Choice
          type="checkbox"
          label={say("wizard.cache")}
          hint={say("wizard.cacheHint")}
          checked={typed.cache}
          onPick={(cache) => edit({ cache })}
        />
      ) : null}
      {"config" in made ? (
        <Result config={made.config} />
      ) : (
        <p className="quiet">{say(made.empty ? "wizard.empty" : "wizard.wrong")}</p>
      )}
    </section>
  );
}

/** What was made: the file, the commands, the spec; and to save and test it. */
function Result({ config }: { config: RelayConfig }) {
  const words = useWords();
  const { say } = words;
  const { saveWizard, beginWizard, checkRelay } = useActions();
  const busy = useApp((state) => state.busy);
  const health = useApp((state) => state.health["wizard"]);
  /** Once is enough. */
  const done = useApp((state) => state.wizard?.added?.spec === config.spec);
  const [failure, setFailure] = useState<Failure>();
  const [url, setUrl] = useState("");
  const parts = [
    ["wizard.file", config.text],
    ["wizard.commands", config.commands.join("\n")],
    ["wizard.spec", config.spec],
  ] as const;
  const test = () => {
    setFailure(undefined);
    void checkRelay("health wizard", { spec: config.spec }, url, setFailure, "wizard");
  };
  const save = () => {
    setFailure(undefined);
    void saveWizard(config.spec, setFailure);
  };
  return (
    <div className="wizard-result">
      {parts.map(([key, text]) => (
        <figure key={key} className="code">
          <figcaption>
            <span>{key === "wizard.file" ? say(key, { path: config.path }) : say(key)}</span>
            <CopyButton text={text} />
          </figcaption>
          {/* A long file is scrolled, also by keyboard. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre tabIndex={0}>{text}</pre>
        </figure>
      ))}
      <ul>
        {config.notes.map((note) => (
          <li key={note}>{words.detail(note)}</li>
        ))}
      </ul>
      <Field
        className="mono wide"
        label={say("health.url")}
        hint={say("wizard.testHint")}
        placeholder="https://origin.example/file.iso"
        value={url}
        onText={setUrl}
        aside={
          <Button disabled={busy.includes("health wizard")} onClick={test}>
            {busy.includes("health wizard") ? say("health.checking") : say("wizard.test")}
          </Button>
        }
      />
      <div aria-live="polite">
        <HealthSaid health={health} failure={failure} />
        {done ? <Tell tone="good">{say("wizard.saved")}</Tell> : null}
      </div>
      <div className="relays-do">
        <Button kind="main" disabled={done || busy.includes("save")} onClick={save}>
          {say("wizard.save")}
        </Button>
        {done ? <Button onClick={beginWizard}>{say("wizard.another")}</Button> : null}
      </div>
    </div>
  );
}
