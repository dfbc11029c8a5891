/** Whom TLS trusts: Node's certificate authorities and the system's, or one certificate alone. */
import tls from "node:tls";

let trusted = false;

/**
 * Adds the system's certificate authorities to Node's, for the whole process: a company's own are in the one, those of a
 * system that was not updated for years are only in the other. To be called before each TLS connection; only the first
 * call works, for some 0.1 s.
 */
export function trustSystem(): void {
  if (trusted) return;
  trusted = true;
  const own = tls.getCACertificates("default");
  const known = new Set(own);
  const more = systemCertificates().filter((certificate) => !known.has(certificate));
  if (more.length > 0) tls.setDefaultCACertificates([...own, ...more]);
}

/** A store that cannot be read adds nothing. */
function systemCertificates(): readonly string[] {
  try {
    return tls.getCACertificates("system");
  } catch {
    return [];
  }
}

/** Whether the other end showed the pinned certificate. In: lower-case hexadecimal SHA-256. */
export function showsPinned(socket: tls.TLSSocket, pin: string): boolean {
  const shown = socket.getPeerX509Certificate()?.fingerprint256;
  return shown?.replaceAll(":", "").toLowerCase() === pin;
}
