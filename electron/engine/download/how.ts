/** How a download is fetched, as its person can see and change it: never what it is, nor where it goes. Pure. */
import { AppError } from "../../common/errors.ts";
import { keptSecret } from "../../common/relay-secrets.ts";
import { printRelaySpec } from "../../common/relay-spec.ts";
import type { HowView } from "../../common/views.ts";
import type { DownloadRecord } from "../store/store.ts";
import type { HowChange } from "../types.ts";

type How = Pick<DownloadRecord, "mode" | "relays" | "connections" | "headers" | "sealedHeaders">;

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

function relaysOf({ relays }: How, asked: NonNullable<HowChange["relays"]>): How["relays"] {
  const chosen = new Map<string, How["relays"][number]>();
  for (const one of asked) {
    if (typeof one !== "string") {
      chosen.set(one.name, { name: one.name, spec: printRelaySpec(one.spec), use: one.use ?? "auto" });
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
