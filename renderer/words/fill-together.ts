/** Chinese texts have a space round a place, for a name in Latin letters; round a Chinese name there is none. Pure. */
import { fill } from "../../electron/common/errors.ts";

const hanFirst = /^\p{Script=Han}/u;
const hanLast = /\p{Script=Han}$/u;

/** Fills the places of a text as `fill` does, without the text's own space between a Chinese letter of it and one of a value. */
export function fillTogether(text: string, values: Readonly<Record<string, string | number>>): string {
  // Odd ones are places.
  const parts = text.split(/(\{\w+\})/);
  return parts
    .map((part, at) => {
      if (at % 2 === 1) return fill(part, values);
      const [before, after] = [fill(parts[at - 1] ?? "", values), fill(parts[at + 1] ?? "", values)];
      const shared = part === " " && hanLast.test(before) && hanFirst.test(after);
      if (shared) return "";
      const own = /^ \p{Script=Han}/u.test(part) && hanLast.test(before) ? part.slice(1) : part;
      return /\p{Script=Han} $/u.test(own) && hanFirst.test(after) ? own.slice(0, -1) : own;
    })
    .join("");
}

/** The same for a text that *stars* part: its pieces, of which the odd ones stand between stars. A value never adds a star. */
export function fillPieces(text: string, values: Readonly<Record<string, string | number>>): string[] {
  const pieces = text.split("*");
  const filled = pieces.map((piece) => fillTogether(piece, values));
  return filled.map((piece, at) => {
    const afterPlace = pieces[at - 1]?.endsWith("}") && hanLast.test(filled[at - 1] ?? "");
    const own = afterPlace && /^ \p{Script=Han}/u.test(piece) ? piece.slice(1) : piece;
    const beforePlace = pieces[at + 1]?.startsWith("{") && hanFirst.test(filled[at + 1] ?? "");
    return beforePlace && /\p{Script=Han} $/u.test(own) ? own.slice(0, -1) : own;
  });
}
