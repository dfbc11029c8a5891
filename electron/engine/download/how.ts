/** How a download is fetched, as its person can see and change it: never what it is, nor where it goes. Pure. */
import { AppError } from "../../common/errors.ts";
import { isLocked, keptSecret } from "../../common/relay-secrets.ts";
import { parseRelaySpec, printRelaySpec, relayHost } from "../../common/relay-spec.ts";
import type { HowView } from "../../common/views.ts";
import type { DownloadRecord } from "../store/store.ts";
import type { HowChange, NamedRelay } from "../types.ts";

type How = Pick<DownloadRecord, "mode" | "relays" | "connections" | "headers" | "sealedHeaders">;
type RecordRelay = How["relays"][number];

/** What may be shown of it: of headers their names, of relays theirs. */
export function howOf({ mode, relays, connections, headers, sealedHeaders }: How): HowView {
  return {
    mode,
    relays: relays.map(({ name }) => name),
    connections,
    headers: Object.keys(headers),
    locked: sealedHeaders !== null,
  };
}

/**
 * What `change` makes of a record. Throws AppError `no-relay` where nobody could be asked, `not-found` where it names a relay
 * that the download does not have, `headers-locked` where some headers that cannot be read here would stay beside others.
 */
export function changeHow(record: How, change: HowChange): Partial<How> {
  const { mode = record.mode, connections = record.connections } = change;
  const relays = change.relays ? relaysOf(record, change.relays) : record.relays;
  if (mode === "relay" && relays.length === 0) throw new AppError("no-relay", {});
  return { mode, connections, relays, ...headersOf(record, change) };
}

/**
 * A relay as a download's record is to have it. `before`: the relays that the record has already. A secret that cannot be read
 * here is kept sealed, as it was saved or as the record has it, for the host that can open it.
 */
export function recordRelay(
  { name, spec, use = "auto", sealed }: NamedRelay,
  before: readonly RecordRelay[] = [],
): RecordRelay {
  const relay = { name, spec: printRelaySpec(spec), use };
  if (!isLocked(spec)) return relay;
  if (sealed !== undefined) return { ...relay, sealed };
  // A secret goes to the address that it was given for, and to no other one of the same name.
  const known = before.find((one) => one.name === name && hostOf(one) === relayHost(spec));
  return known ? { ...known, use } : relay;
}

/** Undefined of a spec that another version wrote. */
function hostOf({ spec }: RecordRelay): string | undefined {
  try {
    return relayHost(parseRelaySpec(spec));
  } catch {
    return undefined;
  }
}

function relaysOf({ relays }: How, asked: NonNullable<HowChange["relays"]>): How["relays"] {
  const chosen = new Map<string, RecordRelay>();
  for (const one of asked) {
    if (typeof one !== "string") {
      chosen.set(one.name, recordRelay(one, relays));
      continue;
    }
    // It is saved no longer: the download has it still.
    const known = relays.find(({ name }) => name === one);
    if (!known) throw new AppError("not-found", { what: "relay", id: one });
    if (!chosen.has(one)) chosen.set(one, known);
  }
  return [...chosen.values()];
}

function headersOf(record: How, { headers = {}, without = [] }: HowChange): Partial<How> {
  const given = Object.entries(headers);
  if (given.length === 0 && without.length === 0) return {};
  const gone = new Set([...without, ...given.map(([name]) => name)].map((name) => name.toLowerCase()));
  const kept = Object.entries(record.headers).filter(([name]) => !gone.has(name.toLowerCase()));
  if (record.sealedHeaders !== null && kept.some(([, value]) => value === keptSecret))
    throw new AppError("headers-locked", {});
  return { headers: Object.fromEntries([...kept, ...given]), sealedHeaders: null };
}
