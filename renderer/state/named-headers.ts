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
