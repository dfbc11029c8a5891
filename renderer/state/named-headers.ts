/** Headers that have a field of their own, among the lines of all (see Ask.headers). Pure. */

export const namedHeaders = ["Referer", "User-Agent", "Cookie"] as const;
export type NamedHeader = (typeof namedHeaders)[number];

const lower: ReadonlySet<string> = new Set(namedHeaders.map((name) => name.toLowerCase()));
const nameOf = (line: string) =>
  line.includes(":") ? line.slice(0, line.indexOf(":")).trim().toLowerCase() : "";
const isNamed = (line: string) => lower.has(nameOf(line));
const linesOf = (lines: string) => (lines === "" ? [] : lines.split(/\r?\n/));

/** The value of a header as it was typed; empty where there is none. The last of a name counts. */
export function namedHeader(lines: string, name: NamedHeader): string {
  const line = linesOf(lines).findLast((one) => nameOf(one) === name.toLowerCase());
  return line === undefined ? "" : line.slice(line.indexOf(":") + 1).replace(/^ /, "");
}

/** The lines with another value for a header; without it where that is empty. */
export function setNamedHeader(lines: string, name: NamedHeader, value: string): string {
  const others = linesOf(lines).filter((line) => nameOf(line) !== name.toLowerCase());
  // A pasted value may end a line; a header cannot.
  const line = value === "" ? [] : [`${name}: ${value.replace(/[\r\n]+/g, " ")}`];
  return [...line, ...others].join("\n");
}

/** The lines of headers that have a field of their own. */
export function namedLines(lines: string): string {
  return linesOf(lines).filter(isNamed).join("\n");
}

/** All other lines. */
export function otherLines(lines: string): string {
  return linesOf(lines)
    .filter((line) => !isNamed(line))
    .join("\n");
}

/** Joins lines of both kinds; what was typed among the others counts before a field. */
export function joinLines(named: string, others: string): string {
  const typed = new Set(linesOf(others).map(nameOf));
  return [...linesOf(named).filter((line) => !typed.has(nameOf(line))), ...linesOf(others)].join("\n");
}

/** What is being typed among the other lines: a line that has a field of its own moves there when they are left. */
export interface OthersTyped {
  /** The lines with fields of their own, as they were when the typing began. */
  readonly named: string;
  readonly text: string;
  /** All lines that this makes. */
  readonly headers: string;
}

/** What was typed, where `headers` are still what it made: a pasted command, or a save, may have put others there. */
export function stillTyped(typed: OthersTyped | undefined, headers: string): OthersTyped | undefined {
  return typed?.headers === headers ? typed : undefined;
}

/** In: what was typed so far, and the text of the other lines now. */
export function typeOthers(typed: OthersTyped | undefined, headers: string, text: string): OthersTyped {
  const named = stillTyped(typed, headers)?.named ?? namedLines(headers);
  return { named, text, headers: joinLines(named, text) };
}
