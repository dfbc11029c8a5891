import { useWords } from "../state/context.tsx";
import { hasPin, hasToken, type Need, type RelayForm } from "../state/relay-form.ts";
import { Choice } from "../ui/choice.tsx";
import { Field } from "../ui/field.tsx";

interface Props {
  readonly form: RelayForm;
  readonly need: Need | undefined;
  readonly edit: (part: Partial<RelayForm>) => void;
}

/** The fields of a relay, by its kind. */
export function RelayFields({ form, need, edit }: Props) {
  const { say, raw } = useWords();
  const problem = (field: Need) => (need === field ? raw(`relay.need.${field}`) : undefined);
  if (form.kind === "spec") {
    return (
      <Field
        label={say("relay.spec")}
        hint={say("relay.kind.spec.hint")}
        problem={problem("spec")}
        className="mono"
        placeholder="reverse:https://relay/=https://origin/#name=Beijing&own"
        value={form.spec}
        onText={(spec) => edit({ spec })}
      />
    );
  }
  return (
    <>
      <div className="fields">
        <PlaceFields form={form} problem={problem} edit={edit} />
        <Field
          label={say("relay.name")}
          hint={say("relay.nameHint")}
          value={form.name}
          onText={(name) => edit({ name })}
        />
        {hasToken(form) ? (
          <Field
            label={say("relay.token")}
            hint={say("relay.tokenHint")}
            type="password"
            autoComplete="off"
            value={form.token}
            onText={(token) => edit({ token })}
          />
        ) : null}
        {hasToken(form) && form.token ? (
          <Field
            label={say("relay.header")}
            hint={say("relay.headerHint")}
            className="mono"
            placeholder="x-relay-token"
            value={form.header}
            onText={(header) => edit({ header })}
          />
        ) : null}
        {hasPin(form) ? (
          <Field
            label={say("relay.pin")}
            hint={say("relay.pinHint")}
            className="mono wide"
            placeholder="sha256:…"
            value={form.pin}
            onText={(pin) => edit({ pin })}
          />
        ) : null}
      </div>
      {form.kind === "proxy" ? (
        <Choice
          type="checkbox"
          label={say("relay.secure")}
          hint={say("relay.secureHint")}
          checked={form.secure}
          onPick={(secure) => edit({ secure })}
        />
      ) : null}
      {form.kind === "socks" ? (
        <Choice
          type="checkbox"
          label={say("relay.localNames")}
          hint={say("relay.localNamesHint")}
          checked={form.localNames}
          onPick={(localNames) => edit({ localNames })}
        />
      ) : null}
      <Choice
        type="checkbox"
        label={say("relay.own")}
        hint={say("relay.ownHint")}
        checked={form.own}
        onPick={(own) => edit({ own })}
      />
    </>
  );
}

interface PlaceProps {
  readonly form: RelayForm;
  readonly problem: (field: Need) => string | undefined;
  readonly edit: (part: Partial<RelayForm>) => void;
}

/** Where the relay is, and what it needs to know of who comes. */
function PlaceFields({ form, problem, edit }: PlaceProps) {
  const { say, raw } = useWords();
  if (form.kind === "reverse")
    return (
      <>
        <Field
          label={say("relay.address")}
          hint=""
          problem={problem("address")}
          className="mono"
          placeholder="https://relay.example:8443/"
          value={form.relay}
          onText={(relay) => edit({ relay })}
        />
        <Field
          label={say("relay.origin")}
          hint={say("relay.originHint")}
          problem={problem("origin")}
          className="mono"
          placeholder="https://files.example/"
          value={form.origin}
          onText={(origin) => edit({ origin })}
        />
      </>
    );
  if (form.kind === "prefix")
    return (
      <Field
        label={say("relay.template")}
        hint={raw("relay.templateHint")}
        problem={problem("template")}
        className="mono wide"
        placeholder="https://relay.example/{url}"
        value={form.template}
        onText={(template) => edit({ template })}
      />
    );
  if (form.kind === "system") return null;
  const server = (
    <Field
      label={say("relay.server")}
      hint={say("relay.serverHint")}
      problem={problem("server")}
      className="mono"
      placeholder={form.kind === "socks" ? "127.0.0.1:1080" : "relay.example:8443"}
      value={form.server}
      onText={(text) => edit({ server: text })}
    />
  );
  if (form.kind === "sni") return server;
  return (
    <>
      {server}
      <Field
        label={say("relay.user")}
        hint={say("relay.userHint")}
        autoComplete="off"
        value={form.user}
        onText={(user) => edit({ user })}
      />
      {form.user ? (
        <Field
          label={say("relay.password")}
          hint={say("relay.passwordHint")}
          type="password"
          autoComplete="off"
          value={form.password}
          onText={(password) => edit({ password })}
        />
      ) : null}
    </>
  );
}
