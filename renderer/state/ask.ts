/** What the person asks for, before it is sent: address, routes, mode, options. Pure. */
import type { NewComparison, NewDownload } from "../../electron/common/contract.ts";
import { headerProblem } from "../../electron/common/request-headers.ts";
import { trySource } from "../../electron/common/source.ts";
import type { FinishAct, Mode, ProbeView, RelayView } from "../../electron/common/views.ts";

export interface Ask {
  readonly url: string;
  /** Undefined: as the settings say. */
  readonly mode: Mode | undefined;
  /** Ids of relays that were switched off. New relays take part at once. */
  readonly off: readonly string[];
  readonly name: string;
  readonly folder: string;
  readonly checksum: string;
  /** Further headers for the source, a line each: `Name: value`. */
  readonly headers: string;
  /** When it starts: at once, when the person says so, or at `startAt`. */
  readonly start: "now" | "paused" | "at";
  /** As a field of date and time holds it: see start-time.ts. */
  readonly startAt: string;
  /** Save a web page even where the address looks like another kind of file. */
  readonly acceptPage: boolean;
  /** Null: as the settings say. */
  readonly onFinish: FinishAct | null;
}

export const emptyAsk: Ask = {
  url: "",
  mode: undefined,
  off: [],
  name: "",
  folder: "",
  checksum: "",
  headers: "",
  acceptPage: false,
  onFinish: null,
  start: "now",
  startAt: "",
};

/** The relays that are switched on, whatever the mode. */
export function chosenRelays(ask: Ask, relays: readonly RelayView[]): readonly RelayView[] {
  return relays.filter(({ id }) => !ask.off.includes(id));
}

/** Whether a route takes part in a download: what its chip shows as pressed. */
export function takesPart(ask: Ask, mode: Mode, route: string): boolean {
  if (route === "direct") return mode !== "relay";
  return mode !== "direct" && !ask.off.includes(route);
}

/**
 * What pressing a route's chip makes of mode and relays. Chips and mode never disagree: without direct the mode is
 * `relay`, and a relay switched on ends mode `direct`.
 */
export function toggleRoute(ask: Ask, mode: Mode, route: string): Pick<Ask, "mode" | "off"> {
  if (route === "direct") return { mode: mode === "relay" ? "auto" : "relay", off: ask.off };
  const off = ask.off.filter((id) => id !== route);
  if (mode === "direct") return { mode: "auto", off };
  return { mode, off: ask.off.includes(route) ? off : [...off, route] };
}

/** Headers from their lines; the last of a name counts. */
export function headersOf(lines: string): Record<string, string> {
  const pairs = lines.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [name = "", ...rest] = line.split(":");
    return name.trim() === "" ? [] : [[name.trim(), rest.join(":").trim()]];
  });
  return Object.fromEntries(pairs);
}

/**
 * What of the headers can be sent to an address, so far: those that are whole, and only where the address is on the server
 * that they were given for. Undefined where there are none.
 */
export function headersFor(
  url: string,
  ask: Pick<Ask, "url" | "headers">,
): Record<string, string> | undefined {
  const origin = trySource(ask.url)?.origin;
  if (origin === undefined || trySource(url)?.origin !== origin) return undefined;
  const whole = ask.headers.split(/\r?\n/).filter((line) => badHeaderLine(line) === undefined);
  const headers = headersOf(whole.join("\n"));
  return Object.keys(headers).length === 0 ? undefined : headers;
}

/** The first line that is no header; undefined where all are. */
export function badHeaderLine(lines: string): string | undefined {
  return lines.split(/\r?\n/).find((line) => {
    const [name = "", ...rest] = line.split(":");
    const value = rest.length === 0 ? undefined : rest.join(":").trim();
    if (line.trim() === "") return false;
    return value === undefined || headerProblem(name.trim().toLowerCase(), value) !== undefined;
  });
}

function startOf({ start, startAt }: Ask): Pick<NewDownload, "start"> {
  if (start === "at") return { start: { at: new Date(startAt).getTime() } };
  return start === "paused" ? { start } : {};
}

/** The download that is asked for. */
export function toDownload(ask: Ask, mode: Mode, relays: readonly RelayView[]): NewDownload {
  const [name, folder, checksum] = [ask.name.trim(), ask.folder.trim(), ask.checksum.trim()];
  return {
    url: ask.url.trim(),
    mode,
    relays: mode === "direct" ? [] : chosenRelays(ask, relays).map(({ id }) => id),
    ...(name && { name }),
    ...(folder && { folder }),
    ...(checksum && { checksum }),
    ...(ask.headers.trim() && { headers: headersOf(ask.headers) }),
    ...(ask.acceptPage && { acceptPage: true }),
    ...(ask.onFinish && { onFinish: ask.onFinish }),
    ...startOf(ask),
  };
}

/**
 * The comparison that is asked for, or undefined without a relay. Relays that cannot carry the address stay out, and so
 * does direct in mode relay, where nothing may go direct.
 */
export function toComparison(
  ask: Ask,
  mode: Mode,
  relays: readonly RelayView[],
  probes: readonly ProbeView[],
): NewComparison | undefined {
  const chosen = chosenRelays(ask, relays);
  const covers = (relay: RelayView) =>
    !probes.some(({ route, problem }) => isRoute(relay, route) && problem?.code === "not-covered");
  const able = chosen.filter(covers);
  const ids = (able.length > 0 ? able : chosen).map(({ id }) => id);
  if (ids.length === 0) return undefined;
  const headers = headersFor(ask.url, ask);
  return {
    url: ask.url.trim(),
    relays: mode === "relay" ? ids : ["direct", ...ids],
    ...(headers && { headers }),
  };
}

/** What a route said when it was asked for the address. */
export function probeOf(probes: readonly ProbeView[], route: RelayView | "direct"): ProbeView | undefined {
  return probes.find((probe) =>
    route === "direct" ? probe.route === "direct" : isRoute(route, probe.route),
  );
}

function isRoute(relay: RelayView, route: string): boolean {
  return route === relay.id || route === relay.name;
}
