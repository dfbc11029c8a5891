import { useWords } from "../state/context.tsx";
import type { Need, RelayForm } from "../state/relay-form.ts";
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
        {form.kind === "reverse" ? (
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
        ) : (
          <Field
            label={say("relay.template")}
            hint={raw("relay.templateHint")}
            problem={problem("template")}
            className="mono wide"
            placeholder="https://relay.example/{url}"
            value={form.template}
            onText={(template) => edit({ template })}
          />
        )}
        <Field
          label={say("relay.name")}
          hint={say("relay.nameHint")}
          value={form.name}
          onText={(name) => edit({ name })}
        />
        <Field
          label={say("relay.token")}
          hint={say("relay.tokenHint")}
          type="password"
          autoComplete="off"
          value={form.token}
          onText={(token) => edit({ token })}
        />
        {form.token ? (
          <Field
            label={say("relay.header")}
            hint={say("relay.headerHint")}
            className="mono"
            placeholder="x-relay-token"
            value={form.header}
            onText={(header) => edit({ header })}
          />
        ) : null}
      </div>
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
