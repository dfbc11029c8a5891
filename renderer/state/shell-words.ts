/**
 * Splits a command line into its words as a shell would, for what browsers copy: POSIX quoting with `$'...'` (POSIX.1-2024,
 * 2.2), and that of Windows' cmd (`^` and doubled quotes). Nothing is expanded. Pure.
 */

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** Out: the words; undefined where a quote is left open. */
export function shellWords(text: string): string[] | undefined {
  return /\^["^%]|\^\r?\n/.test(text) ? cmdWords(text) : posixWords(text);
}

function posixWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (letter === "\\") {
      const next = text[++at];
      // A line that goes on.
      if (next === "\r" && text[at + 1] === "\n") at++;
      else if (next !== "\n") word = (word ?? "") + (next ?? "");
    } else if (letter === "'" || letter === '"' || (letter === "$" && text[at + 1] === "'")) {
      const from = letter === "$" ? at + 2 : at + 1;
      const quoted = letter === "'" ? plain(text, from) : escaped(text, from, letter === '"' ? '"' : "'");
      if (!quoted) return undefined;
      word = (word ?? "") + quoted.text;
      at = quoted.end;
    } else word = (word ?? "") + letter;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function plain(text: string, from: number): { text: string; end: number } | undefined {
  const end = text.indexOf("'", from);
  return end < 0 ? undefined : { text: text.slice(from, end), end };
}

/** Between double quotes, or behind `$'`: with backslashes. */
function escaped(text: string, from: number, quote: '"' | "'"): { text: string; end: number } | undefined {
  let found = "";
  for (let at = from; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (letter === quote) return { text: found, end: at };
    if (letter !== "\\") {
      found += letter;
      continue;
    }
    const next = text[++at] ?? "";
    const code = quote === "'" ? /^(?:u([\da-f]{1,4})|x([\da-f]{1,2}))/i.exec(text.slice(at, at + 5)) : null;
    if (code) {
      found += String.fromCharCode(parseInt(code[1] ?? code[2] ?? "", 16));
      at += code[0].length - 1;
    } else if (quote === "'") found += escapes[next] ?? `\\${next}`;
    else if (next !== "\n") found += /["\\$`]/.test(next) ? next : `\\${next}`;
  }
  return undefined;
}

/** cmd: a caret takes the next letter as it is, also before quotes; `""` within quotes, or `\"`, is one. */
function cmdWords(text: string): string[] | undefined {
  const bare = text.replace(/\^\r?\n/g, " ").replace(/\^([\s\S])/g, "$1");
  const words: string[] = [];
  let word: string | undefined;
  let within = false;
  for (let at = 0; at < bare.length; at++) {
    const letter = bare[at] ?? "";
    const pair = letter + (bare[at + 1] ?? "");
    const [, slashes = "", quoted] = /^(\\+)(")/.exec(bare.slice(at)) ?? [];
    if (quoted) {
      // Before a quote two backslashes are one, and an odd one makes it a letter.
      word = (word ?? "") + "\\".repeat(Math.floor(slashes.length / 2)) + (slashes.length % 2 ? '"' : "");
      at += slashes.length - (slashes.length % 2 ? 0 : 1);
    } else if (within && pair === '""') {
      word = `${word ?? ""}"`;
      at++;
    } else if (letter === '"') {
      within = !within;
      word ??= "";
    } else if (!within && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + letter;
  }
  if (within) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}
