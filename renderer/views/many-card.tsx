import { useMemo, useState } from "react";
import { readMany, type ManyEntry } from "../state/many.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { tooMuch } from "../state/curl.ts";
import type { Many } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { FileButton } from "../ui/file-button.tsx";
import { Lines } from "../ui/lines.tsx";
import { Tell } from "../ui/tell.tsx";
import type { Words } from "../words/words.ts";

interface Props {
  readonly many: Many;
  readonly onFile: (file: File) => void;
}

/** No more lines are named: of a thousand, none would be read. */
const mostNamed = 10;

/**
 * Several addresses, a line each: all are started, or those that are wrong, or in the list already, are named first.
 */
export function ManyCard({ many, onFile }: Props) {
  const words = useWords();
  const { say } = words;
  const { downloadMany, knownAmong, typeMany, closeMany } = useActions();
  const busy = useApp((state) => state.busy.includes("many"));
  const { text, failed } = many;
  // Thousands are read once, not with each that is added.
  const entries = useMemo(() => readMany(text), [text]);
  const wrong = entries.filter((entry) => entry.wrong !== undefined);
  /** Those that are in the list already, once a person wanted to start what stood there then. */
  const [looked, setLooked] = useState<{ readonly text: string; readonly known: ReadonlySet<string> }>();
  const known = looked?.text === text ? looked.known : undefined;
  const repeated = known ? entries.filter((entry) => known.has(entry.text)) : [];
  const others = known ? entries.filter((entry) => !known.has(entry.text)) : entries;
  const look = async () => {
    const found = await knownAmong(entries);
    if (!found) return;
    setLooked({ text, known: new Set([...found].map((entry) => entry.text)) });
    if (found.size === 0) await downloadMany(entries);
  };
  const start = (chosen: readonly ManyEntry[]) => {
    setLooked(undefined);
    void downloadMany(chosen);
  };
  const problem =
    wrong.length > 0
      ? whatIsWrong(words, wrong)
      : [...failed.values()].map((failure) => words.failure(failure))[0];
  return (
    <section className="card many" aria-label={say("many.label")}>
      <Lines
        label={say("many.label")}
        hint={say("many.hint")}
        problem={problem}
        value={text}
        rows={Math.min(12, Math.max(4, text.split("\n").length))}
        onText={typeMany}
      />
      <div aria-live="polite">
        {repeated.length > 0 ? <Tell>{say("many.known", { lines: linesOf(repeated) })}</Tell> : null}
      </div>
      <div className="many-do">
        {repeated.length === 0 ? (
          <Button
            kind="main"
            disabled={busy || entries.length === 0 || wrong.length > 0}
            onClick={() => void look()}
          >
            {say("many.start", { count: entries.length - wrong.length })}
          </Button>
        ) : (
          <>
            {others.length > 0 ? (
              <Button kind="main" disabled={busy} onClick={() => start(others)}>
                {say("many.others", { count: others.length })}
              </Button>
            ) : null}
            <Button disabled={busy} onClick={() => start(entries)}>
              {say("many.all", { count: entries.length })}
            </Button>
          </>
        )}
        <FileButton label={say("many.file")} accept=".txt,.meta4,.metalink,text/plain" onFile={onFile} />
        <Button kind="plain" onClick={closeMany}>
          {say("many.close")}
        </Button>
      </div>
    </section>
  );
}

/** The lines that are no addresses; else the first command that does more than fetch a file, and by what. */
function whatIsWrong(words: Words, wrong: readonly ManyEntry[]): string {
  const none = wrong.filter((entry) => entry.wrong === "address");
  const [first] = wrong;
  if (none.length > 0 || !first?.wrong || first.wrong === "address")
    return words.say("many.wrong", { lines: linesOf(none) });
  return words.say("many.refused", {
    line: String(first.line),
    why: words.failure(tooMuch(first.wrong.what)),
  });
}

function linesOf(entries: readonly ManyEntry[]): string {
  const lines = entries.slice(0, mostNamed).map(({ line }) => String(line));
  return [...lines, ...(entries.length > mostNamed ? ["…"] : [])].join(", ");
}
