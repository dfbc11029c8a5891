import { useState } from "react";
import { algorithmName } from "../../electron/common/proof-names.ts";
import type { Failure } from "../../electron/common/errors.ts";
import type { DownloadView, FileCheck } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Tell } from "../ui/tell.tsx";
import { useDraft } from "../ui/use-draft.ts";

/** The checksum that the file of an unfinished download is to have: to give, to correct, or to remove. */
export function ChecksumField({ view }: { view: DownloadView }) {
  const words = useWords();
  const { say } = words;
  const { setChecksum } = useActions();
  const busy = useApp((state) => state.busy.includes(`checksum ${view.id}`));
  const [problem, setProblem] = useState<Failure>();
  const draft = useDraft<string, string>(
    view.checksum ?? "",
    (saved) => saved,
    (given) => setChecksum(view.id, given === "" ? null : given, setProblem),
  );
  const wrong = view.state === "failed" && view.failure?.code === "checksum-mismatch";
  const given = draft.typed.trim();
  return (
    <form
      className="checksum"
      onSubmit={(event) => {
        event.preventDefault();
        draft.save(given);
      }}
    >
      <Field
        label={say("download.checksum")}
        hint={say(wrong ? "checksum.againHint" : "checksum.hint")}
        problem={problem && words.failure(problem)}
        value={draft.typed}
        onText={(typed) => {
          draft.type(typed);
          setProblem(undefined);
        }}
        aside={
          <Button type="submit" disabled={busy || given === (view.checksum ?? "")}>
            {say(wrong ? "checksum.again" : "checksum.set")}
          </Button>
        }
      />
    </form>
  );
}

/** Holds a finished file against a checksum that somebody tells later. */
export function ChecksumCheck({ view }: { view: DownloadView }) {
  const words = useWords();
  const { say } = words;
  const { verify } = useActions();
  const busy = useApp((state) => state.busy.includes(`verify ${view.id}`));
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<Failure>();
  const [check, setCheck] = useState<FileCheck>();
  const begin = async () => {
    setCheck(undefined);
    setCheck(await verify(view.id, text.trim(), setProblem));
  };
  return (
    <form
      className="checksum"
      onSubmit={(event) => {
        event.preventDefault();
        void begin();
      }}
    >
      <Field
        label={say("checksum.check")}
        hint={say("checksum.checkHint")}
        problem={problem && words.failure(problem)}
        value={text}
        onText={(typed) => {
          setText(typed);
          setProblem(undefined);
          setCheck(undefined);
        }}
        aside={
          <Button type="submit" disabled={busy || text.trim() === ""}>
            {say(busy ? "checksum.checking" : "checksum.go")}
          </Button>
        }
      />
      <div aria-live="polite">
        {check ? (
          <Tell tone={check.right ? "good" : "bad"}>
            {say(check.right ? "checksum.right" : "checksum.wrong", {
              algorithm: algorithmName(check.algorithm),
              actual: check.actual,
            })}
          </Tell>
        ) : null}
      </div>
    </form>
  );
}
