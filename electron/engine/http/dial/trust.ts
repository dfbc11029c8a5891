/** Whom TLS trusts: Node's certificate authorities and the system's, or one certificate alone. */
import tls from "node:tls";

let added = false;

/** What TLS says of a certificate whose authority it does not know. */
const unknownIssuer = new Set([
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
]);

/**
 * Where a certificate's authority was not known, adds the system's authorities to Node's, for the whole process: a
 * company's own are in the one, those of a system that was not updated for years are only in the other. Done when it is
 * needed, since it takes about 0.1 s. Out: whether it is worth trying again.
 */
export function trustSystemAfter(error: unknown): boolean {
  if (added || !isUnknownIssuer(error)) return false;
  added = true;
  try {
    const own = tls.getCACertificates("default");
    const known = new Set(own);
    const more = tls.getCACertificates("system").filter((certificate) => !known.has(certificate));
    if (more.length > 0) tls.setDefaultCACertificates([...own, ...more]);
    return more.length > 0;
  } catch {
    // A store that cannot be read adds nothing.
    return false;
  }
}

function isUnknownIssuer(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && unknownIssuer.has(String(error.code))) return true;
  return isUnknownIssuer(error.cause);
}

/** Whether the other end showed the pinned certificate. In: lower-case hexadecimal SHA-256. */
export function showsPinned(socket: tls.TLSSocket, pin: string): boolean {
  const shown = socket.getPeerX509Certificate()?.fingerprint256;
  return shown?.replaceAll(":", "").toLowerCase() === pin;
}
