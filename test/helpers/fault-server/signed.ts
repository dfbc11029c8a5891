/** A source that redirects to signed addresses of a storage server, which expire. */
import { redirect, status, type Fault, type FaultScript } from "./fault.ts";

export interface Signed {
  /** The source's script: redirects to the signature of the moment. */
  readonly source: FaultScript;
  /** The storage's script: `refusal` for every other signature, else what `more` says. */
  readonly storage: FaultScript;
  /** Ends the signature of the moment; the source gives out a new one from now on. */
  expire(): void;
}

/** `storage` is the base of the storage server. */
export function signed(storage: string, more?: FaultScript, refusal: Fault = status(403)): Signed {
  let number = 1;
  // Signed byte for byte: escapes in either case, which a careless parser would rewrite.
  const path = () => `/blob.bin?X-Sig=a%2Fb%3d${number}&n=%e4+%20`;
  return {
    source: () => redirect(`${storage}${path()}`),
    storage: (request) => (request.url === path() ? more?.(request) : refusal),
    expire: () => number++,
  };
}
