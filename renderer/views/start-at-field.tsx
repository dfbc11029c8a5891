import { useState } from "react";
import type { DownloadView } from "../../electron/common/views.ts";
import { useActions, useApp, useNow, useWords } from "../state/context.tsx";
import { nextNight, readStart, toField } from "../state/start-time.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { startHint } from "../words/native-time.ts";

/** Sets when a paused download starts by itself, or that it does not. */
export function StartAtField({ view }: { view: DownloadView }) {
  const words = useWords();
  const { say } = words;
  const { schedule } = useActions();
  const busy = useApp((state) => state.busy.includes(`schedule ${view.id}`));
  const now = useNow(true);
  const [text, setText] = useState(() =>
    view.startAt === null ? nextNight(Date.now()) : toField(view.startAt),
  );
  const at = readStart(text, now);
  return (
    <Field
      className="schedule"
      type="datetime-local"
      label={say("download.startAt")}
      hint={startHint(words, at)}
      problem={at === undefined ? say("options.startAtBad") : undefined}
      min={toField(now)}
      value={text}
      onText={setText}
      aside={
        <>
          <Button disabled={busy || at === undefined} onClick={() => void schedule(view.id, at ?? null)}>
            {say("download.startAtSet")}
          </Button>
          {view.startAt === null ? null : (
            <Button kind="plain" disabled={busy} onClick={() => void schedule(view.id, null)}>
              {say("download.startAtNone")}
            </Button>
          )}
        </>
      }
    />
  );
}
