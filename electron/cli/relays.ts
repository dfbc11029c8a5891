/** From `--relay` to relays: a spec, a saved relay's name, or @FILE with a spec in its first line. */
import { readFileSync } from "node:fs";
import { AppError, describe } from "../common/errors.ts";
import { parseRelaySpec, relayNames, type RelaySpec } from "../common/relay-spec.ts";
import type { RelayUse } from "../common/views.ts";
import type { Quota, RelayRow } from "../engine/store/store.ts";
import type { NamedRelay } from "../engine/types.ts";
import { badOption } from "./options.ts";

/** What one `--relay` says, before saved relays are looked at. */
export type RelayChoice = { readonly spec: RelaySpec } | { readonly saved: string };

/**
 * Reads what was typed after `--relay`; needs no store, so that a mistake is told before anything is opened. Throws
 * AppError `bad-relay-spec` or `bad-option`.
 */
export function parseRelayChoice(
  typed: string,
  read: (file: string) => string = (file) => readFileSync(file, "utf8"),
): RelayChoice {
  if (typed.startsWith("@")) return { spec: parseRelaySpec(firstLine(typed.slice(1), read)) };
  // A name may have a colon, but what has an address in it, or begins like a known kind, was meant as a spec.
  if (typed.includes("://") || /^(reverse|prefix|system):/i.test(typed) || typed.trim() === "")
    return { spec: parseRelaySpec(typed) };
  return { saved: typed };
}

/** A saved relay under its name. */
export interface SavedRelay {
  readonly id: string;
  readonly name: string;
  readonly spec: RelaySpec;
  readonly practice: boolean;
  readonly use: RelayUse;
  readonly quota: Quota;
  readonly sealed?: string;
}

/** The saved relays with the names that all of Detour gives them; one whose spec cannot be read is left out. */
export function namedRows(rows: readonly RelayRow[]): readonly SavedRelay[] {
  const readable = rows.flatMap((row) => {
    try {
      return [{ ...row, spec: parseRelaySpec(row.spec) }];
    } catch {
      return []; // Written by another version of Detour.
    }
  });
  const names = relayNames(readable.map((row) => row.spec));
  return readable.map((row, at) => ({ ...row, name: names[at] ?? "" }));
}

/**
 * The relays of a run. In: what was typed, and the store's rows. Nothing typed means every saved relay, but for those of a
 * practice network, which may long be gone. Throws AppError `unknown-relay`.
 */
export function chooseRelays(
  choices: readonly RelayChoice[],
  rows: readonly RelayRow[],
): readonly NamedRelay[] {
  const saved = namedRows(rows);
  if (choices.length === 0)
    return saved.filter((row) => !row.practice).map((row) => ({ ...asRelay(row), name: row.name }));
  const chosen = choices.map((choice): Omit<NamedRelay, "name"> => {
    if ("spec" in choice) return { spec: choice.spec, use: "auto" };
    const row = saved.find((row) => row.name === choice.saved);
    if (!row) throw unknownRelay(choice.saved);
    // Who names it wants it now, whatever was said of it.
    return { ...asRelay(row), use: row.use === "never" ? "auto" : row.use };
  });
  const names = relayNames(chosen.map(({ spec }) => spec));
  return chosen.map((relay, at) => ({ ...relay, name: names[at] ?? "" }));
}

/** Sealed secrets go along: a download keeps them for a host that can open them. */
function asRelay({ spec, use, sealed }: SavedRelay): Omit<NamedRelay, "name"> {
  return { spec, use, ...(sealed !== undefined && { sealed }) };
}

/**
 * The error for a name that no saved relay has. A spec that was typed without its kind comes here too: where the text looks
 * like an address, only what stands before its path is repeated, since a path or an option may be a token.
 */
export function unknownRelay(typed: string): AppError {
  const start = typed.includes("@") ? "" : (/^[^/{}#?=&%]*/.exec(typed)?.[0] ?? "");
  return new AppError("unknown-relay", { name: start === typed ? typed : `${start}…` });
}

function firstLine(file: string, read: (file: string) => string): string {
  try {
    return read(file).split(/\r?\n/, 1)[0] ?? "";
  } catch (error) {
    throw badOption("--relay", `the file ${file} cannot be read: ${describe(error)}`);
  }
}
