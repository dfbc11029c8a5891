import { useState } from "react";

/** What is being typed: starts from what is saved, and follows it when it changes elsewhere. */
export function useDraft<T extends string | number | null>(saved: T): [T, (typed: T) => void] {
  const [draft, setDraft] = useState<T>(saved);
  const [from, setFrom] = useState<T>(saved);
  if (from !== saved) {
    setFrom(saved);
    setDraft(saved);
  }
  return [draft, setDraft];
}
