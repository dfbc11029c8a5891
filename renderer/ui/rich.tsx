import type { Sentence } from "../words/words.ts";

/** A sentence whose strong parts are set apart. */
export function Rich({ sentence }: { sentence: Sentence }) {
  return sentence.map(({ text, strong }, index) =>
    // A sentence's pieces never change their order.
    strong ? <b key={index}>{text}</b> : <span key={index}>{text}</span>,
  );
}
