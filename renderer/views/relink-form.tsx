import { useEffect, useRef, useState } from "react";
import type { Failure } from "../../electron/common/errors.ts";
import type { DownloadView } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";

interface Props {
  readonly view: DownloadView;
  readonly onClose: () => void;
}

/** Asks for a new link to an unfinished file. Escape closes it. */
export function RelinkForm({ view, onClose }: Props) {
  const words = useWords();
  const { say } = words;
  const { relink } = useActions();
  const busy = useApp((state) => state.busy.includes(`relink ${view.id}`));
  const [url, setUrl] = useState("");
  const [problem, setProblem] = useState<Failure>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const send = async () => {
    if (await relink(view.id, url, setProblem)) onClose();
    else input.current?.focus();
  };
  return (
    // The keys of the field and the buttons inside come up to here.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className="relink"
      aria-label={say("relink.label", { name: view.name })}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <Field
        ref={input}
        label={say("relink.url")}
        hint={say("relink.hint")}
        problem={problem && words.failure(problem)}
        inputMode="url"
        value={url}
        onText={(text) => {
          setUrl(text);
          setProblem(undefined);
        }}
        aside={
          <>
            <Button kind="main" type="submit" disabled={busy || url.trim() === ""}>
              {say("relink.go")}
            </Button>
            <Button kind="plain" onClick={onClose}>
              {say("relink.close")}
            </Button>
          </>
        }
      />
    </form>
  );
}
