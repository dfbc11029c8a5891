import { useState } from "react";
import { useSent } from "./use-sent.ts";

export interface Draft<Saved, Typed> {
  /** What stands in the field. */
  readonly typed: Typed;
  /** It is typed, and not saved yet. */
  readonly type: (typed: Typed) => void;
  /** Saves `value`, where that changes anything. */
  readonly save: (value: Saved) => void;
}

/**
 * What is being typed in a field over one saved value. `show` writes a value as it stands in the field; `keep` saves it and
 * ends with whether it was. What is typed stands until it is saved, however slow the host is; a value that changes
 * elsewhere is followed. A value that could not be saved stays in the field, to be tried again.
 */
export function useDraft<Saved extends string | number | null, Typed extends string | number | null>(
  saved: Saved,
  show: (saved: Saved) => Typed,
  keep: (value: Saved) => Promise<boolean>,
): Draft<Saved, Typed> {
  const sent = useSent(JSON.stringify(saved));
  const [draft, setDraft] = useState<{ readonly typed: Typed; readonly further: boolean }>();
  if (draft && (sent.news === "elsewhere" || (sent.news === "back" && !draft.further))) setDraft(undefined);
  return {
    typed: draft ? draft.typed : show(saved),
    type: (typed) => setDraft({ typed, further: true }),
    save(value) {
      const text = JSON.stringify(value);
      const changes = text !== sent.latest;
      setDraft(changes || sent.waiting ? { typed: show(value), further: false } : undefined);
      if (changes) sent.send(text, keep(value));
    },
  };
}
