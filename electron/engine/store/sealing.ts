/** Relay specs as they lie in the store: their secrets sealed apart where there is a cipher. */
import { z } from "zod";
import { fillSecrets, hideSecrets, isLocked, secretsOf } from "../../common/relay-secrets.ts";
import { parseRelaySpec, printRelaySpec, type RelaySpec } from "../../common/relay-spec.ts";
import type { Cipher } from "./cipher.ts";

const secrets = z.object({ password: z.string().optional(), token: z.string().optional() });

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
  return { spec: printRelaySpec(hideSecrets(spec)), sealed: cipher.seal(JSON.stringify(found)) };
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

/** A record's relays as they are written. */
export function sealRelays<R extends RecordRelay>(relays: readonly R[], cipher: Cipher | undefined): R[] {
  return relays.map((relay) => {
    const { spec, sealed = relay.sealed } = sealSpec(relay.spec, cipher);
    return withSealed(relay, spec, sealed ?? undefined);
  });
}

/** A record's relays as they are used; what cannot be opened is kept for the time when it can. */
export function openRelays<R extends RecordRelay>(relays: readonly R[], cipher: Cipher | undefined): R[] {
  return relays.map((relay) => {
    const spec = openSpec(relay.spec, relay.sealed, cipher);
    return withSealed(relay, spec, spec === relay.spec ? relay.sealed : undefined);
  });
}

function withSealed<R extends RecordRelay>(
  { sealed: _before, ...relay }: R,
  spec: string,
  sealed?: string,
): R {
  // The rest of it is what it was.
  return { ...relay, spec, ...(sealed !== undefined && { sealed }) } as R;
}
