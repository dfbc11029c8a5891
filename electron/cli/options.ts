/** From the words of a command to values; every function throws an AppError that is a usage mistake (status 2). */
import { statSync } from "node:fs";
import path from "node:path";
import { AppError } from "../common/errors.ts";
import { redactText } from "../common/redact.ts";
import { headerProblem } from "../common/request-headers.ts";
import { formatDuration, parseBytes } from "../common/units.ts";
import { relayUses, type Mode, type RelayUse } from "../common/views.ts";

const modes = ["auto", "direct", "relay", "all"] as const satisfies readonly Mode[];

/** Where a finished file goes: a folder, and a name if the user chose one. */
export interface Target {
  readonly folder: string;
  readonly name?: string;
}

/** Reads a whole number within bounds, both included. */
export function parseCount(option: string, text: string, low: number, high: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw badOption(option, `${quote(text)} is not a whole number from ${low} to ${high}`);
}

/** Reads a number of seconds within bounds, both included. */
export function parseSeconds(option: string, text: string, low: number, high: number): number {
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw badOption(option, `${quote(text)} is not a number of seconds from ${low} to ${high}`);
}

/** Reads a duration such as `90s`, `30m`, `1h`, `2d`, within bounds, both included. Out: milliseconds. */
export function parseDuration(option: string, text: string, lowMs: number, highMs: number): number {
  const [, number = "", unit = ""] = /^(\d{1,6}(?:\.\d{1,3})?)([smhd])$/.exec(text) ?? [];
  const each = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
  const ms = each === undefined ? Number.NaN : Number(number) * each;
  if (ms >= lowMs && ms <= highMs) return ms;
  throw badOption(
    option,
    `${quote(text)} is not a duration from ${formatDuration(lowMs / 1000)} to ${formatDuration(highMs / 1000)}, such as 30m, 1h or 2d`,
  );
}

/** Reads a size or rate such as `500k`, `2M`, `100MB`. */
export function parseAmount(option: string, text: string): number {
  const bytes = parseBytes(text);
  if (bytes !== undefined) return bytes;
  throw badOption(option, `${quote(text)} is not a size above zero, such as 500k, 2M or 1.5GB`);
}

export function parseMode(text: string): Mode {
  const mode = modes.find((known) => known === text);
  if (mode) return mode;
  throw badOption("--route", `${quote(text)} is none of ${modes.join(", ")}`);
}

export function parseUse(text: string): RelayUse {
  const use = relayUses.find((known) => known === text);
  if (use) return use;
  throw badOption("when", `${quote(text)} is none of ${relayUses.join(", ")}`);
}

/**
 * Adds one `K: V` to the headers read so far. Names are lower-cased; a name given twice becomes one header with both
 * values, as HTTP joins them. A value never appears in an error: it may be a secret.
 */
export function addHeader(
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0)).trim().toLowerCase();
  const value = text.slice(colon + 1).trim();
  const problem = headerProblem(colon < 0 ? undefined : name, value);
  if (problem !== undefined) throw badOption("--header", problem);
  // Its own alone: `constructor` is a name like any other.
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
  const joined = before === undefined ? value : `${before}${name === "cookie" ? "; " : ", "}${value}`;
  return { ...headers, [name]: joined };
}

/** Adds one more value to those of a repeatable option. */
export function append(text: string, values: readonly string[] = []): readonly string[] {
  return [...values, text];
}

/**
 * Reads `-o`: an existing folder, or a path that ends in a separator, is where the server's name goes; anything else is
 * folder and name. Without it: the current folder.
 */
export function parseTarget(
  text: string | undefined,
  isFolder: (folder: string) => boolean = existsAsFolder,
): Target {
  if (text === "") throw badOption("--output", "it is empty");
  if (text === undefined) return { folder: path.resolve() };
  const whole = path.resolve(text);
  const last = text.at(-1);
  if (last === "/" || last === path.sep || isFolder(whole)) return { folder: whole };
  return { folder: path.dirname(whole), name: path.basename(whole) };
}

export function badOption(option: string, problem: string): AppError {
  return new AppError("bad-option", { option, problem });
}

function existsAsFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function quote(typed: string): string {
  // An address in a wrong place: freed of secrets before it is cut, since a part of it is not known for an address.
  const text = redactText(typed);
  return `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`;
}
