/** How a download is fetched, while it is being changed: what stands in the form, and what of it is sent. Pure. */
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
