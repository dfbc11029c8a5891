/** Several downloads at once: an address a line, or whole copied commands among them. Pure. */
import { trySource } from "../../electron/common/source.ts";
import { readCurl } from "./curl.ts";
import { shellWords } from "./shell-words.ts";

export interface ManyEntry {
  /** Where it begins; counts from 1, empty lines too: as an editor shows it. */
  readonly line: number;
  /** As it was written: one line, or all of a command's. */
  readonly text: string;
  readonly url: string;
  /** A command's own: further headers, a line each, and the name to save as. */
  readonly headers: string;
  readonly name: string;
  /** Why it is no download: no address, or a command that does more, by the part that does. */
  readonly wrong?: "address" | { readonly what: string };
}

/** Reads what is not empty, nor a comment behind `#`; the same address with the same headers counts once. */
export function readMany(text: string): readonly ManyEntry[] {
  const lines = text.split(/\r?\n/);
  const seen = new Set<string>();
  const entries: ManyEntry[] = [];
  for (let at = 0; at < lines.length;) {
    const count = commandLines(lines, at);
    const typed = lines
      .slice(at, at + count)
      .join("\n")
      .trim();
    const entry = { line: at + 1, text: typed, ...readEntry(typed) };
    at += count;
    const key = `${entry.url}\n${entry.headers}`;
    if (typed === "" || typed.startsWith("#") || seen.has(key)) continue;
    seen.add(key);
    entries.push(entry);
  }
  return entries;
}

/** Whether a pasted text is a list rather than one address that was broken over lines, or one command. */
export function isList(text: string): boolean {
  return readMany(text).filter(({ text: one }) => /^(https?:\/\/|curl(\.exe)?\s)/i.test(one)).length > 1;
}

function readEntry(typed: string): Omit<ManyEntry, "line" | "text"> {
  const curl = readCurl(typed);
  const plain = { url: typed, headers: "", name: "" };
  switch (curl.kind) {
    case "read":
      return { url: curl.url, headers: curl.headers, name: curl.name };
    case "refused":
      return { ...plain, wrong: { what: curl.what } };
    case "none":
      return trySource(typed) ? plain : { ...plain, wrong: "address" };
  }
}

/** No command that a browser copies is longer. */
const mostLines = 300;

/**
 * How many lines a command has that begins here: it goes on behind a backslash or a caret at a line's end, and within quotes.
 * Out: 1 for anything else, and for one that does not end.
 */
function commandLines(lines: readonly string[], at: number): number {
  if (!/^\s*curl(\.exe)?\s/i.test(lines[at] ?? "")) return 1;
  let command = "";
  for (let count = 1; count <= mostLines && at + count <= lines.length; count++) {
    const line = lines[at + count - 1] ?? "";
    command += `${line}\n`;
    if (!/[\\^]$/.test(line) && shellWords(command)) return count;
  }
  return 1;
}
