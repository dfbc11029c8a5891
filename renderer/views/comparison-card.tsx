import { isComparing } from "../../electron/common/is-comparing.ts";
import { useId, useState } from "react";
import { ChevronDown } from "lucide-react";
import {
  exportComparison,
  exportKinds,
  exportName,
  type ExportKind,
} from "../../electron/common/comparison-export.ts";
import type { ComparisonView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { colourOf, nameOf } from "../state/roads.ts";
import { Button } from "../ui/button.tsx";
import { saveFile } from "../ui/save-file.ts";
import { Rich } from "../ui/rich.tsx";
import { Steps } from "../ui/steps.tsx";
import { Tell } from "../ui/tell.tsx";
import { report } from "../words/verdict.ts";
import { ComparisonHistory } from "./comparison-history.tsx";
import { ComparisonTable } from "./comparison-table.tsx";
import { Strips } from "./strips.tsx";

/** One comparison: while it runs, its rounds and live strips; then the sentence, what it rests on, and what to do. */
export function ComparisonCard({ view }: { view: ComparisonView }) {
  const { say } = useWords();
  const runs = isComparing(view);
  return (
    <section className="card comparison" aria-label={say("compare.label")}>
      <div className="verdict">
        {runs ? <Running view={view} /> : null}
        {/* There before the verdict is, so that a screen reader hears it come. */}
        <div className="verdict-says" aria-live="polite">
          {runs ? null : <Says view={view} />}
        </div>
        {runs ? null : <Do view={view} />}
      </div>
      <Strips view={view} />
      {runs ? null : <Foot view={view} />}
    </section>
  );
}

function Running({ view }: { view: ComparisonView }) {
  const words = useWords();
  const { say } = words;
  const { stopComparison } = useActions();
  const relays = useApp((state) => state.relays);
  const done = Math.max(0, view.round - 1);
  return (
    <div className="verdict-says running">
      <div className="verdict-head">
        <h2>
          {view.state === "opening"
            ? say("compare.opening")
            : say("compare.running", { round: Math.max(1, view.round), rounds: view.rounds })}
        </h2>
        <Button onClick={() => void stopComparison(view.id)}>{say("compare.stop")}</Button>
      </div>
      <p>
        {view.turn === null
          ? say("compare.waiting")
          : say("compare.turn", { route: nameOf(words, relays, view.turn) })}
      </p>
      <Steps label={say("compare.progress")} of={view.rounds} done={done} going={view.state === "running"} />
    </div>
  );
}

function Says({ view }: { view: ComparisonView }) {
  const words = useWords();
  const relays = useApp((state) => state.relays);
  const found = report(words, relays, view);
  return (
    <>
      <h2 data-road={found.winner === null ? undefined : colourOf(relays, found.winner)}>
        <Rich sentence={found.headline} />
      </h2>
      {found.sentences.length > 0 ? (
        <p>
          {found.sentences.map((sentence, index) => (
            <span key={index}>
              {index > 0 ? words.gap : null}
              <Rich sentence={sentence} />
            </span>
          ))}
        </p>
      ) : null}
      {found.problems.map((sentence, index) => (
        <Tell key={index} tone="bad">
          <Rich sentence={sentence} />
        </Tell>
      ))}
    </>
  );
}

function Do({ view }: { view: ComparisonView }) {
  const words = useWords();
  const { say } = words;
  const { takeAdvice, compareAgain, putAwayComparison } = useActions();
  const relays = useApp((state) => state.relays);
  const busy = useApp((state) => state.busy);
  const { advice } = report(words, relays, view);
  return (
    <div className="verdict-do">
      <Button kind="main" disabled={busy.includes("download")} onClick={() => void takeAdvice(advice)}>
        {advice === "direct"
          ? say("result.direct")
          : advice === "all"
            ? say("result.all")
            : say("result.byRelay", { name: nameOf(words, relays, advice) })}
      </Button>
      <Button disabled={busy.includes("compare")} onClick={() => void compareAgain()}>
        {say("compare.again")}
      </Button>
      <span className="spring" />
      <Button kind="plain" onClick={putAwayComparison}>
        {say("compare.putAway")}
      </Button>
    </div>
  );
}

function Foot({ view }: { view: ComparisonView }) {
  const { say } = useWords();
  const [open, setOpen] = useState<"table" | "history">();
  const ids = { table: useId(), history: useId() };
  const toggle = (part: "table" | "history") => setOpen(open === part ? undefined : part);
  return (
    <div className="comparison-foot">
      <div className="comparison-more">
        {(["table", "history"] as const).map((part) => (
          <Button
            key={part}
            kind="plain"
            aria-expanded={open === part}
            aria-controls={ids[part]}
            onClick={() => toggle(part)}
          >
            {say(part === "table" ? "result.details" : "result.history")}
            <ChevronDown className="chevron" size={14} aria-hidden="true" />
          </Button>
        ))}
        {exportKinds.map((kind) => (
          <Button key={kind} kind="plain" onClick={() => saveSamples(view, kind)}>
            {say(`result.export.${kind}`)}
          </Button>
        ))}
      </div>
      <div id={ids.table} hidden={open !== "table"}>
        {open === "table" ? <ComparisonTable view={view} /> : null}
      </div>
      <div id={ids.history} hidden={open !== "history"}>
        {open === "history" ? <ComparisonHistory key={view.id} view={view} /> : null}
      </div>
    </div>
  );
}

const types = { json: "application/json", csv: "text/csv" } as const;

/** Hands the measurements over as a file. Its views carry no query and no secret, so that it may be shown around. */
function saveSamples(view: ComparisonView, kind: ExportKind): void {
  saveFile(exportName(view, kind), exportComparison(view, kind), types[kind]);
}
