import { useState } from "react";

interface One {
  readonly text: string;
  /** The host has said that it is saved: it shows in a moment at the latest. */
  readonly kept: boolean;
}

export interface Sent {
  /** What the host has, or will have once it got all that was sent. */
  readonly latest: string;
  /** Whether some of what was sent has not come back yet. */
  readonly waiting: boolean;
  /** Why `saved` is another than when this was last drawn: the last of what was sent came back, an earlier one, or it is not from here. */
  readonly news: "back" | "earlier" | "elsewhere" | undefined;
  /** Notes what is on its way. `keep` ends with whether it was saved. */
  send(text: string, keep: Promise<boolean>): void;
}

/**
 * Tells what came of this page's own edits from what changed elsewhere, where the host is slower than the person: what comes
 * back of an edit must undo no newer one. In: what is saved, as a text to compare by.
 */
export function useSent(saved: string): Sent {
  const [from, setFrom] = useState(saved);
  const [sent, setSent] = useState<readonly One[]>([]);
  let left = sent;
  let news: Sent["news"];
  if (from !== saved) {
    setFrom(saved);
    const at = sent.findIndex(({ text }) => text === saved);
    left = sent.slice(at + 1);
    news = at < 0 ? "elsewhere" : left.length === 0 ? "back" : "earlier";
  }
  // There and back again: the host may have told of both at once, and nothing changed to be seen.
  if (left.length > 0 && left.every(({ kept }) => kept) && left.at(-1)?.text === saved) {
    left = [];
    news = "back";
  }
  if (left.length !== sent.length) setSent(left);
  return {
    latest: left.at(-1)?.text ?? saved,
    waiting: left.length > 0,
    news,
    send(text, keep) {
      let now: One = { text, kept: false };
      const mark = (kept: boolean) =>
        setSent((all) => all.flatMap((one) => (one !== now ? one : kept ? (now = { text, kept }) : [])));
      setSent((all) => [...all, now]);
      void keep.then(mark, () => mark(false));
    },
  };
}
