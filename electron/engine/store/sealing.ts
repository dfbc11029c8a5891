/** Relays' specs and downloads' headers as they lie in the store: what is secret in them sealed apart where there is a cipher. */
import { z } from "zod";
import { fillSecrets, isLocked, keptSecret, secretsOf, withoutSecrets } from "../../common/relay-secrets.ts";
import { parseRelaySpec, printRelaySpec, type RelaySpec } from "../../common/relay-spec.ts";
import { maybeSecret } from "../../common/request-headers.ts";
import type { Cipher } from "./cipher.ts";

const secrets = z.object({
  password: z.string().optional(),
  token: z.string().optional(),
  path: z.string().optional(),
});
const headerValues = z.record(z.string(), z.string());

/** A spec as it is written: `sealed` is null where it has no secrets to seal, undefined where what was sealed before counts. */
export interface SealedSpec {
  readonly spec: string;
  readonly sealed: string | null | undefined;
}

/** What to write for a spec; without a cipher it is written as it is. */
export function sealSpec(text: string, cipher: Cipher | undefined): SealedSpec {
  const spec = read(text);
  // What was not opened is not lost by being written again.
  if (spec && isLocked(spec)) return { spec: text, sealed: undefined };
  const found = spec && secretsOf(spec);
  if (!spec || !found || !cipher) return { spec: text, sealed: null };
  return { spec: printRelaySpec(withoutSecrets(spec)), sealed: cipher.seal(JSON.stringify(found)) };
}

/** The spec with its secrets; with words in their place where they cannot be opened (see `isLocked`). */
export function openSpec(
  text: string,
  sealed: string | null | undefined,
  cipher: Cipher | undefined,
): string {
  const spec = typeof sealed === "string" ? read(text) : undefined;
  const opened = spec && typeof sealed === "string" ? cipher?.open(sealed) : undefined;
  if (!spec || opened === undefined) return text;
  const found = secrets.safeParse(JSON.parse(opened));
  return found.success ? printRelaySpec(fillSecrets(spec, found.data)) : text;
}

/** Another version's spec, which cannot be read, is left as it is. */
function read(text: string): RelaySpec | undefined {
  try {
    return parseRelaySpec(text);
  } catch {
    return undefined;
  }
}

/** A download's relay as its record has it. */
interface RecordRelay {
  readonly spec: string;
  readonly sealed?: string | undefined;
}

/** What may be secret in a download's record. */
export interface RecordSecrets {
  readonly relays: readonly RecordRelay[];
  readonly headers: Readonly<Record<string, string>>;
  /** The values of the headers that have a word in their place; null where the headers are whole. */
  readonly sealedHeaders: string | null;
}

/** A record as it is written. */
export function sealRecord<R extends RecordSecrets>(record: R, cipher: Cipher | undefined): R {
  const relays = record.relays.map((relay) => {
    const { spec, sealed = relay.sealed } = sealSpec(relay.spec, cipher);
    return withSealed(relay, spec, sealed ?? undefined);
  });
  return { ...record, relays, ...sealHeaders(record, cipher) };
}

/** A record as it is used; what cannot be opened is kept for the time when it can. */
export function openRecord<R extends RecordSecrets>(record: R, cipher: Cipher | undefined): R {
  const relays = record.relays.map((relay) => {
    const spec = openSpec(relay.spec, relay.sealed, cipher);
    return withSealed(relay, spec, spec === relay.spec ? relay.sealed : undefined);
  });
  return { ...record, relays, ...openHeaders(record, cipher) };
}

/** Whether two forms of a record say the same: what is sealed is another text each time. */
export function isSame(one: RecordSecrets, other: RecordSecrets): boolean {
  return (
    (one.sealedHeaders === null) === (other.sealedHeaders === null) &&
    one.relays.every(({ spec, sealed }, at) => {
      const relay = other.relays[at];
      return spec === relay?.spec && (sealed === undefined) === (relay.sealed === undefined);
    })
  );
}

type Headers = Pick<RecordSecrets, "headers" | "sealedHeaders">;

function sealHeaders({ headers, sealedHeaders }: Headers, cipher: Cipher | undefined): Headers {
  const found = Object.entries(headers).filter(([name]) => maybeSecret(name));
  // What was not opened is not lost by being written again.
  if (sealedHeaders !== null || !cipher || found.length === 0) return { headers, sealedHeaders };
  const words = found.map(([name]) => [name, keptSecret]);
  return {
    headers: { ...headers, ...Object.fromEntries(words) },
    sealedHeaders: cipher.seal(JSON.stringify(Object.fromEntries(found))),
  };
}

function openHeaders({ headers, sealedHeaders }: Headers, cipher: Cipher | undefined): Headers {
  const opened = sealedHeaders === null ? undefined : cipher?.open(sealedHeaders);
  const found = opened === undefined ? undefined : headerValues.safeParse(JSON.parse(opened)).data;
  return found ? { headers: { ...headers, ...found }, sealedHeaders: null } : { headers, sealedHeaders };
}

function withSealed<R extends RecordRelay>(
  { sealed: _before, ...relay }: R,
  spec: string,
  sealed?: string,
): R {
  // The rest of it is what it was.
  return { ...relay, spec, ...(sealed !== undefined && { sealed }) } as R;
}
