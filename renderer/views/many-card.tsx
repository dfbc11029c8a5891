import { useRef, useState } from "react";
import type { Failure } from "../../electron/common/errors.ts";
import { readMany, type ManyEntry } from "../state/many.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { tooMuch } from "../state/curl.ts";
import { Button } from "../ui/button.tsx";
import { FileButton } from "../ui/file-button.tsx";
import { Lines } from "../ui/lines.tsx";
import { Tell } from "../ui/tell.tsx";
import type { Words } from "../words/words.ts";

interface Props {
  readonly first: string;
  readonly onFile: (file: File) => void;
  readonly onClose: () => void;
}

/**
 * Several addresses, a line each: all are started, or those that are wrong, or in the list already, are named first.
 */
export function ManyCard({ first, onFile, onClose }: Props) {
  const words = useWords();
  const { say } = words;
  const { downloadMany, knownAmong } = useActions();
  const busy = useApp((state) => state.busy.includes("many"));
  const [text, setText] = useState(first);
  const [failed, setFailed] = useState<ReadonlyMap<string, Failure>>(new Map());
  const latest = useRef(first);
  const change = (now: string) => {
    latest.current = now;
    setText(now);
  };
  const entries = readMany(text);
  const wrong = entries.filter((entry) => entry.wrong !== undefined);
  /** Those that are in the list already, once a person wanted to start. */
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set());
  const repeated = entries.filter((entry) => known.has(entry.text));
  const others = entries.filter((entry) => !known.has(entry.text));
  const look = async () => {
    const found = await knownAmong(entries);
    if (!found) return;
    setKnown(new Set([...found].map((entry) => entry.text)));
    if (found.size === 0) await start(entries);
  };
  const start = async (chosen: readonly ManyEntry[]) => {
    setKnown(new Set());
    const left = await downloadMany(chosen);
    // What was typed meanwhile stays; those among it that were added are in the list already, which is said in time.
    if (latest.current !== text) return;
    if (left.size === 0) return onClose();
    setFailed(left);
    change([...left.keys()].join("\n"));
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
        onText={(changed) => {
          change(changed);
          setFailed(new Map());
          setKnown(new Set());
        }}
      />
      <div aria-live="polite">
        {repeated.length > 0 ? (
          <Tell>{say("many.known", { lines: repeated.map(({ line }) => line).join(", ") })}</Tell>
        ) : null}
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
              <Button kind="main" disabled={busy} onClick={() => void start(others)}>
                {say("many.others", { count: others.length })}
              </Button>
            ) : null}
            <Button disabled={busy} onClick={() => void start(entries)}>
              {say("many.all", { count: entries.length })}
            </Button>
          </>
        )}
        <FileButton label={say("many.file")} accept=".txt,.meta4,.metalink,text/plain" onFile={onFile} />
        <Button kind="plain" onClick={onClose}>
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
    return words.say("many.wrong", { lines: none.map(({ line }) => line).join(", ") });
  return words.say("many.refused", {
    line: String(first.line),
    why: words.failure(tooMuch(first.wrong.what)),
  });
}
