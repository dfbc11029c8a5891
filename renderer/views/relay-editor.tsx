import { useId, useLayoutEffect, useRef, useState } from "react";
import type { Failure } from "../../electron/common/errors.ts";
import type { RelayTest } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import {
  emptyForm,
  formKinds,
  toForm,
  toSpec,
  withKind,
  type Need,
  type RelayForm,
} from "../state/relay-form.ts";
import type { Editing } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Choices } from "../ui/choices.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Tell } from "../ui/tell.tsx";
import { testSentences } from "../words/relay-test.ts";
import { RelayFields } from "./relay-fields.tsx";

/** What the form says at its foot. */
type Said = { readonly test: RelayTest } | { readonly failure: Failure } | undefined;

/** Forms that have had the keyboard when they were opened. */
const begun = new WeakSet<Editing>();

/** Adds or edits a relay in place: kind, fields, a test whose result is a sentence. Escape closes it. */
export function RelayEditor({ editing }: { editing: Editing }) {
  const words = useWords();
  const { say } = words;
  const actions = useActions();
  const busy = useApp((state) => state.busy);
  const relay = useApp((state) => state.relays.find(({ id }) => id === editing.id));
  const draft = useApp((state) => state.relayDraft);
  const [untouched] = useState<RelayForm>(() => (editing.id === null ? emptyForm : toForm(editing.spec)));
  const form = draft ?? untouched;
  const [said, setSaid] = useState<Said>();
  const [need, setNeed] = useState<Need>();
  const first = useRef<HTMLButtonElement>(null);
  const title = useId();
  const whole = useRef<HTMLFormElement>(null);
  // Before it is taken off the page, and the focus with it.
  useLayoutEffect(() => {
    const form = whole.current;
    // What opened the form has the focus again when it closes. (Where that is gone: keep-focus.ts.)
    const opener = document.activeElement;
    // One that was left open and is shown again with its view asks for nothing.
    // The choices know their order only once this is drawn, and arrows go by it.
    if (!begun.has(editing)) queueMicrotask(() => first.current?.focus());
    begun.add(editing);
    return () => {
      if (form?.contains(document.activeElement) && opener instanceof HTMLElement) opener.focus();
    };
    // Of one opening: another one is another form.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  /** How often something was typed. */
  const edits = useRef(0);
  const edit = (part: Partial<RelayForm>) => {
    edits.current++;
    actions.typeRelay({ ...form, ...part });
    setNeed(undefined);
    setSaid(undefined);
  };
  /** Hands on the spec, or says what it still needs. */
  const withSpec = async (work: (spec: string) => Promise<void>) => {
    const made = toSpec(form);
    setSaid("failure" in made ? made : undefined);
    setNeed("need" in made ? made.need : undefined);
    if ("spec" in made) await work(made.spec);
  };
  const tell = (failure: Failure) => setSaid({ failure });
  const test = () =>
    withSpec(async (spec) => {
      const before = edits.current;
      // What was found of one relay says nothing of another that was typed since.
      const say = (found: Said) => (edits.current === before ? setSaid(found) : undefined);
      const found = await actions.testRelay(spec, (failure) => say({ failure }));
      if (found) say({ test: found });
    });
  const name = relay?.name ?? "";
  return (
    // Escape closes the form wherever in it the focus is.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      ref={whole}
      className="card editor"
      aria-labelledby={title}
      onSubmit={(event) => {
        event.preventDefault();
        void withSpec((spec) => actions.saveRelay(spec, tell));
      }}
      onKeyDown={(event) => {
        // A question in front of the form has its own Escape.
        if (event.key === "Escape" && event.currentTarget.contains(event.target as Node))
          actions.closeEditor();
      }}
    >
      <div>
        <h2 id={title}>{editing.id === null ? say("relay.addTitle") : say("relay.editTitle", { name })}</h2>
        <p className="quiet">{say("relay.intro")}</p>
      </div>
      <Choices
        ref={first}
        label={say("relay.kind")}
        value={form.kind}
        options={formKinds.map((kind) => ({
          value: kind,
          label: say(`relay.kind.${kind}`),
          hint: say(`relay.kind.${kind}.hint`),
        }))}
        onPick={(kind) => edit(withKind(form, kind))}
      />
      <RelayFields form={form} need={need} edit={edit} />
      <div className="said" aria-live="polite">
        {said && "failure" in said ? <Tell tone="bad">{words.failure(said.failure)}</Tell> : null}
        {said && "test" in said ? (
          <Tell tone={said.test.ok ? "good" : "bad"}>{testSentences(words, said.test).join(words.gap)}</Tell>
        ) : null}
      </div>
      <div className="editor-foot">
        <Button disabled={busy.includes("test")} onClick={() => void test()}>
          {busy.includes("test") ? say("relay.testing") : say("relay.test")}
        </Button>
        {relay ? (
          <Confirm
            label={say("relay.remove")}
            question={say("relay.removeAsk", { name })}
            yes={say("relay.remove")}
            no={say("relay.cancel")}
            onYes={() => void actions.removeRelay(relay.id)}
          />
        ) : null}
        <span className="spring" />
        <Button kind="plain" onClick={actions.closeEditor}>
          {say("relay.cancel")}
        </Button>
        <Button kind="main" type="submit" disabled={busy.includes("save")}>
          {say("relay.save")}
        </Button>
      </div>
    </form>
  );
}
