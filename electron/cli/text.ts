/** Text as a terminal shows it. Pure. */

/** What a server or a file name put into a message must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60\u{1f300}-\u{1faff}]/u;
const mark = /\p{Mark}/u;

/** How many columns a text takes: two for a Chinese character, none for a combining mark. */
export function columns(text: string): number {
  let width = 0;
  for (const char of text) width += mark.test(char) ? 0 : wide.test(char) ? 2 : 1;
  return width;
}

/** Cuts a text to a number of columns; what is cut ends in an ellipsis. */
export function clip(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let kept = "";
  for (const char of text) {
    if (columns(kept + char) > width - 1) break;
    kept += char;
  }
  return width > 0 ? `${kept}…` : "";
}

/** Fills a text up to a number of columns. */
export function pad(text: string, width: number, side: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - columns(text)));
  return side === "left" ? text + space : space + text;
}

/** Rows as aligned columns: the first to the left, the others, being numbers, to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, columns(cell))));
  return rows
    .map((row) =>
      row
        .map((cell, at) => pad(cell, widths[at] ?? 0, at === 0 ? "left" : "right"))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** An argument as a POSIX shell reads it back; quoted only where it must be. */
export function shellQuote(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
