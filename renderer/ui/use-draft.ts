import { useState } from "react";

/** A text being typed: starts from what is saved, and follows it when it changes elsewhere. */
export function useDraft(saved: string): [string, (text: string) => void] {
  const [draft, setDraft] = useState(saved);
  const [from, setFrom] = useState(saved);
  if (from !== saved) {
    setFrom(saved);
    setDraft(saved);
  }
  return [draft, setDraft];
}
