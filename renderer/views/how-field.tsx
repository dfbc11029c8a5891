import { useEffect, useId, useState } from "react";
import type { Failure } from "../../electron/common/errors.ts";
import type { DownloadView, HowView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { readCurl } from "../state/curl.ts";
import {
  differs,
  headersFrom,
  howForm,
  howFormWith,
  howProblem,
  howRelays,
  pickMode,
  type HowDraft,
  type HowRelay,
} from "../state/how-form.ts";
import { colourOf, nameOf } from "../state/roads.ts";
import { Button } from "../ui/button.tsx";
import { NumberField } from "../ui/number-field.tsx";
import { Select } from "../ui/select.tsx";
import { Tell } from "../ui/tell.tsx";
import { isActive, isSpoilt } from "../words/download.ts";
import { modes } from "./ask-card.tsx";
import { HeaderFields } from "./header-fields.tsx";

/** How an unfinished download is fetched, to change: asked for when it is opened. What is typed stays while one looks elsewhere. */
export function HowField({ view }: { view: DownloadView }) {
  const { askHow } = useActions();
  const how = useApp((state) => state.how[view.id]);
  useEffect(() => void askHow(view.id), [askHow, view.id]);
  return how?.now ? <Form view={view} how={how.now} draft={how.draft} /> : null;
}

interface Props {
  readonly view: DownloadView;
  readonly how: HowView;
  /** What was touched of it, and is not saved. */
  readonly draft: HowDraft;
}

function Form({ view, how, draft }: Props) {
  const words = useWords();
  const { say } = words;
  const { changeHow, typeHow, onDownload } = useActions();
  const relays = useApp((state) => state.relays);
  const busy = useApp((state) => state.busy.some((name) => name.endsWith(` ${view.id}`)));
  const form = howFormWith(how, relays, draft);
  const [failed, setFailed] = useState<Failure>();
  const [elsewhere, setElsewhere] = useState(false);
  const [saved, setSaved] = useState(false);
  const change = (part: HowDraft) => {
    typeHow(view.id, part);
    setFailed(undefined);
    setElsewhere(false);
    setSaved(false);
  };
  const runs = isActive(view);
  const problem = howProblem(form);
  const same = !differs(form, howForm(how, relays));
  const save = async (goesOn: boolean) => {
    setFailed(undefined);
    if (!(await changeHow(view.id, setFailed))) return;
    setSaved(true);
    if (goesOn) await onDownload(view.resumable || !isSpoilt(view) ? "resume" : "restart", view.id);
  };
  return (
    <form
      className="how"
      aria-label={say("how.label")}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && !problem && !same) void save(!runs);
      }}
      onPasteCapture={(event) => {
        const curl = readCurl(event.clipboardData.getData("text/plain"));
        if (curl.kind === "none") return;
        event.preventDefault();
        const headers = curl.kind === "read" ? headersFrom(curl, view.url) : undefined;
        if (headers === undefined) setElsewhere(true);
        else change({ headers });
      }}
    >
      <p className="quiet">{say(runs ? "how.running" : "how.resting")}</p>
      <div className="how-fields">
        <Select
          label={say("mode.label")}
          hint={say(`mode.${form.mode}.hint`)}
          value={form.mode}
          options={modes.map((value) => ({
            value,
            label: say(`mode.${value}`),
            hint: say(`mode.${value}.hint`),
          }))}
          onPick={(mode) => change(pickMode(form, mode, relays))}
        />
        <NumberField
          label={say("settings.connections")}
          hint={say("how.connectionsHint")}
          problem={problem === "connections" ? say("how.connectionsBad") : undefined}
          min={1}
          max={64}
          value={form.connections}
          onNumber={(connections) => change({ connections })}
        />
        {form.mode === "direct" ? null : (
          <RelayChips
            all={howRelays(how, relays)}
            on={form.on}
            problem={problem === "no-relay" ? say("how.noRelay") : undefined}
            onPick={(on) => change({ on })}
          />
        )}
        <SentNames how={how} without={form.without} onWithout={(without) => change({ without })} />
        <HeaderFields headers={form.headers} onHeaders={(headers) => change({ headers })} />
      </div>
      <p className="quiet">{say("how.curl")}</p>
      <div aria-live="polite">
        {failed ? <Tell tone="bad">{words.failure(failed)}</Tell> : null}
        {elsewhere ? <Tell tone="bad">{say("how.elsewhere")}</Tell> : null}
        {/* Of what was typed meanwhile, nothing is said yet. */}
        {saved && same ? <Tell tone="good">{say(runs ? "how.goesOn" : "how.saved")}</Tell> : null}
      </div>
      <div className="how-do">
        <Button kind="main" type="submit" disabled={busy || same || problem !== undefined}>
          {say(runs ? "how.changeRunning" : "how.saveAndGo")}
        </Button>
        {runs ? null : (
          <Button disabled={busy || same || problem !== undefined} onClick={() => void save(false)}>
            {say("how.save")}
          </Button>
        )}
        <span className="quiet">{say("how.place")}</span>
      </div>
    </form>
  );
}

interface ChipsProps {
  readonly all: readonly HowRelay[];
  readonly on: readonly string[];
  readonly problem: string | undefined;
  readonly onPick: (on: readonly string[]) => void;
}

function RelayChips({ all, on, problem, onPick }: ChipsProps) {
  const words = useWords();
  const { say } = words;
  const relays = useApp((state) => state.relays);
  const id = useId();
  return (
    <div className="wide">
      <fieldset className="chips how-relays" aria-describedby={id}>
        <legend>{say("how.relays")}</legend>
        {all.map(({ key, gone }) => (
          <span key={key} className="chip" data-road={colourOf(relays, key)} data-on={on.includes(key)}>
            <button
              type="button"
              aria-pressed={on.includes(key)}
              onClick={() => onPick(on.includes(key) ? on.filter((one) => one !== key) : [...on, key])}
            >
              <i aria-hidden="true" />
              {nameOf(words, relays, key)} {gone ? <small>{say("how.gone")}</small> : null}
            </button>
          </span>
        ))}
      </fieldset>
      <small id={id} className={problem ? "problem" : "quiet"}>
        {problem ?? say(all.length === 0 ? "how.noneSaved" : "how.relaysHint")}
      </small>
    </div>
  );
}

interface SentProps {
  readonly how: HowView;
  readonly without: readonly string[];
  readonly onWithout: (names: readonly string[]) => void;
}

/** The headers that are sent now, by name: their values are not for a page to have. */
function SentNames({ how, without, onWithout }: SentProps) {
  const { say } = useWords();
  const id = useId();
  if (how.headers.length === 0) return null;
  return (
    <div className="wide">
      <fieldset className="chips how-relays" aria-describedby={id}>
        <legend>{say("how.sent")}</legend>
        {how.headers.map((name) => {
          const sent = !without.includes(name);
          return (
            <span key={name} className="chip how-header" data-on={sent}>
              <button
                type="button"
                aria-pressed={sent}
                onClick={() => onWithout(sent ? [...without, name] : without.filter((one) => one !== name))}
              >
                {name}
              </button>
            </span>
          );
        })}
      </fieldset>
      <small id={id} className="quiet">
        {say(how.locked ? "how.lockedHint" : "how.sentHint")}
      </small>
    </div>
  );
}
