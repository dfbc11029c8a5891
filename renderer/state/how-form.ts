/** How a download is fetched, while it is being changed: what stands in the form, what of it is sent, what was sent. Pure. */
import type { Input } from "../../electron/common/contract.ts";
import { trySource } from "../../electron/common/source.ts";
import type { HowView, Mode, RelayView } from "../../electron/common/views.ts";
import { badHeaderLine, headersOf } from "./ask.ts";
import type { CurlRead } from "./curl.ts";

export interface HowForm {
  readonly mode: Mode;
  /** The routes that are switched on: ids of saved relays, names of those that are saved no longer. */
  readonly on: readonly string[];
  /** Null while no number stands there. */
  readonly connections: number | null;
  /** Headers to set, a line each. */
  readonly headers: string;
  /** Names of headers to leave out from now on. */
  readonly without: readonly string[];
}

/** What was touched of a form, and is not saved: all else follows what the host says. */
export type HowDraft = Partial<HowForm>;

export interface HowState {
  /** As the host said last; undefined before it did. */
  readonly now: HowView | undefined;
  readonly draft: HowDraft;
}

export const howUntouched: HowState = { now: undefined, draft: {} };

/** A relay that may be switched on: saved, or one that the download has from before. */
export interface HowRelay {
  readonly key: string;
  readonly name: string;
  /** Whether it is saved no longer. */
  readonly gone: boolean;
}

/** The relays to choose from, the saved ones first. */
export function howRelays(how: HowView, relays: readonly RelayView[]): readonly HowRelay[] {
  const names = new Set(relays.map(({ name }) => name));
  return [
    ...relays.map(({ id, name }) => ({ key: id, name, gone: false })),
    ...how.relays.filter((name) => !names.has(name)).map((name) => ({ key: name, name, gone: true })),
  ];
}

/** The form as it is opened. */
export function howForm(how: HowView, relays: readonly RelayView[]): HowForm {
  const has = new Set(how.relays);
  return {
    mode: how.mode,
    on: howRelays(how, relays)
      .filter(({ name }) => has.has(name))
      .map(({ key }) => key),
    connections: how.connections,
    headers: "",
    without: [],
  };
}

/** The form with what was touched of it; a relay or a header that is gone since is left out. */
export function howFormWith(how: HowView, relays: readonly RelayView[], draft: HowDraft): HowForm {
  const form = { ...howForm(how, relays), ...draft };
  const known = new Set(howRelays(how, relays).map(({ key }) => key));
  return {
    ...form,
    on: form.on.filter((key) => known.has(key)),
    without: form.without.filter((name) => how.headers.includes(name)),
  };
}

/**
 * What is touched where another mode is chosen. A direct download has no relays: whoever leaves that for a mode that uses
 * them means those that are saved, else it would stay direct.
 */
export function pickMode({ mode: before, on }: HowForm, mode: Mode, relays: readonly RelayView[]): HowDraft {
  const begins = before === "direct" && mode !== "direct" && on.length === 0;
  return {
    mode,
    ...(begins && { on: relays.filter(({ use }) => use !== "never").map(({ id }) => id) }),
  };
}

/** Whether a form says anything else than the one before it. */
export function differs(form: HowForm, before: HowForm): boolean {
  const said = (one: HowForm) => JSON.stringify({ ...one, ...(one.mode === "direct" && { on: [] }) });
  return said(form) !== said(before);
}

/** What of a draft was typed since it was sent: what the host has now is no draft any more. */
export function typedSince(draft: HowDraft, sent: HowDraft): HowDraft {
  const { mode, on, connections } = draft;
  const gone = new Set(linesOf(sent.headers));
  const headers = linesOf(draft.headers).filter((line) => !gone.has(line));
  const without = (draft.without ?? []).filter((name) => !sent.without?.includes(name));
  return {
    ...(mode !== undefined && mode !== sent.mode && { mode }),
    ...(on !== undefined && JSON.stringify(on) !== JSON.stringify(sent.on) && { on }),
    ...(connections !== undefined && connections !== sent.connections && { connections }),
    ...(headers.some((line) => line.trim() !== "") && { headers: headers.join("\n") }),
    ...(without.length > 0 && { without }),
  };
}

const linesOf = (headers: string | undefined) => (headers === undefined ? [] : headers.split(/\r?\n/));

/** Why a form cannot be sent; undefined where it can. */
export function howProblem({ mode, on, connections, headers }: HowForm) {
  if (mode === "relay" && on.length === 0) return "no-relay";
  if (connections === null || !Number.isInteger(connections) || connections < 1 || connections > 64)
    return "connections";
  return badHeaderLine(headers) === undefined ? undefined : "headers";
}

/** What a form that can be sent says. */
export function toChange(id: string, form: HowForm): Input<"downloads.change"> {
  const { mode, on, connections, headers, without } = form;
  return {
    id,
    mode,
    relays: [...on],
    ...(connections === null ? {} : { connections }),
    ...(headers.trim() && { headers: headersOf(headers) }),
    ...(without.length > 0 && { without: [...without] }),
  };
}

/**
 * The headers of a command that a browser copied, for a download from `url`; undefined where it is for another server: cookies
 * are for the one that they were given for.
 */
export function headersFrom(curl: Extract<CurlRead, { kind: "read" }>, url: string): string | undefined {
  const origin = trySource(url)?.origin;
  return origin !== undefined && trySource(curl.url)?.origin === origin ? curl.headers : undefined;
}
