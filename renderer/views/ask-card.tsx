import { useEffect, useId, useRef, useState } from "react";
import type { Mode, ProbeView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { modeOf } from "../state/store.ts";
import { takeFiles, takeText } from "../state/take-in.ts";
import { Button } from "../ui/button.tsx";
import { More, MoreButton, MorePanel } from "../ui/more.tsx";
import { Select } from "../ui/select.tsx";
import type { Words } from "../words/words.ts";
import { AskOptions } from "./ask-options.tsx";
import { DuplicateNote } from "./duplicate-note.tsx";
import { ManyCard } from "./many-card.tsx";
import { RelayEditor } from "./relay-editor.tsx";
import { RouteChips } from "./route-chips.tsx";

export const modes = ["auto", "direct", "relay", "all"] as const satisfies readonly Mode[];

/** Where everything begins: the address, the routes, and the two things to do with them. */
export function AskCard() {
  const words = useWords();
  const { say } = words;
  const actions = useActions();
  const url = useApp(({ ask }) => ask.url);
  const mode = useApp(modeOf);
  const problem = useApp((state) => state.askProblem);
  const editing = useApp((state) => state.editing);
  const busy = useApp((state) => state.busy);
  // What else was given with an address, as a copied command does, is among the options.
  const headers = useApp(({ ask }) => ask.headers !== "");
  const [optionsOpen, setOptionsOpen] = useState(headers);
  const had = useRef(headers);
  useEffect(() => {
    if (headers && !had.current) setOptionsOpen(true);
    had.current = headers;
  }, [headers]);
  const many = useApp((state) => state.many);
  const id = useId();
  return (
    <section className="ask" aria-label={say("ask.label")}>
      <form
        className="card ask-row"
        onSubmit={(event) => {
          event.preventDefault();
          void actions.download();
        }}
      >
        <input
          // Where the focus goes when what is asked below is closed (keep-focus.ts).
          data-landing
          aria-label={say("ask.address")}
          aria-describedby={`${id}-problem ${id}-hint`}
          aria-invalid={problem && problem !== "no-relay-to-compare" ? true : undefined}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          placeholder={say("ask.placeholder")}
          value={url}
          onChange={(event) => actions.change({ url: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void actions.compare();
          }}
          onPaste={(event) => {
            if (takeText(actions, event.clipboardData.getData("text/plain"))) event.preventDefault();
          }}
          onDrop={(event) => {
            const links = event.dataTransfer.getData("text/uri-list");
            if (!links) return;
            event.preventDefault();
            if (!takeText(actions, links)) actions.change({ url: links.split("\n")[0]?.trim() ?? "" });
          }}
        />
        <Button disabled={busy.includes("compare")} onClick={() => void actions.compare()}>
          {say("ask.compare")}
        </Button>
        <Button kind="main" type="submit" disabled={busy.includes("download")}>
          {say("ask.download")}
        </Button>
      </form>
      <p id={`${id}-problem`} className="problem ask-problem" aria-live="polite">
        {problem === undefined
          ? null
          : problem === "no-relay-to-compare"
            ? say("ask.noRelayToCompare")
            : words.failure(problem)}
      </p>
      <p id={`${id}-hint`} className="quiet ask-hint">
        <span>
          {say("ask.hint")}{" "}
          {many === undefined ? (
            <button type="button" className="linklike" onClick={() => actions.openMany(url)}>
              {say("many.open")}
            </button>
          ) : null}
        </span>
        <FileFacts />
      </p>
      {many === undefined ? null : (
        <ManyCard many={many} onFile={(file) => void takeFiles(actions, [file])} />
      )}
      <DuplicateNote />
      <RouteChips />
      {editing ? <RelayEditor key={editing.opened} editing={editing} /> : null}
      <More className="ask" open={optionsOpen} onOpen={setOptionsOpen}>
        <div className="ask-how">
          <Select
            className="inline"
            label={say("mode.label")}
            value={mode}
            options={modes.map((value) => ({
              value,
              label: say(`mode.${value}`),
              hint: say(`mode.${value}.hint`),
            }))}
            onPick={(picked) => actions.change({ mode: picked })}
          />
          <span className="quiet ask-mode">{say(`mode.${mode}.hint`)}</span>
          <MoreButton>{say("options.label")}</MoreButton>
        </div>
        <MorePanel>
          <AskOptions />
        </MorePanel>
      </More>
    </section>
  );
}

/** What the routes said about the file. */
function FileFacts() {
  const words = useWords();
  const probes = useApp((state) => state.probes);
  const probing = useApp((state) => state.probing);
  return (
    <span className="facts" aria-live="polite">
      {probing ? words.say("ask.probing") : facts(words, probes)}
    </span>
  );
}

function facts(words: Words, probes: readonly ProbeView[]): string {
  const known = probes.find(({ problem }) => !problem);
  if (!known) return "";
  const size = known.bytes === null ? words.say("ask.noSize") : words.bytes(known.bytes);
  return [known.name, size, words.say(known.ranges ? "ask.ranges" : "ask.noRanges")]
    .filter(Boolean)
    .join(" · ");
}
