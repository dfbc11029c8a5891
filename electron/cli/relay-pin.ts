/** Whether a certificate has to be pinned, and by what. */
import { X509Certificate } from "node:crypto";
import { getCACertificates } from "node:tls";

/** No chain is longer. */
const longestChain = 10;

/**
 * In: a certificate as PEM, its chain behind it. Out: its SHA-256 as lower-case hexadecimal where no authority that Node or this
 * system trusts vouches for it, so that it must be pinned; else undefined. Throws where it is no certificate.
 */
export function pinOf(pem: string): string | undefined {
  const [own, ...chain] = certificates([pem]);
  if (!own) throw new Error("no certificate is in it");
  const authorities = certificates([...getCACertificates("default"), ...getCACertificates("system")]);
  let at = own;
  for (let depth = 0; depth < longestChain; depth++) {
    const last = at;
    if (authorities.some((authority) => vouches(authority, last))) return undefined;
    const next = chain.find((one) => one.fingerprint256 !== last.fingerprint256 && vouches(one, last));
    if (!next) break;
    at = next;
  }
  return own.fingerprint256.replaceAll(":", "").toLowerCase();
}

function certificates(pems: readonly string[]): X509Certificate[] {
  const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
  return pems.flatMap((pem) => pem.match(block) ?? []).map((one) => new X509Certificate(one));
}

function vouches(issuer: X509Certificate, issued: X509Certificate): boolean {
  return issued.checkIssued(issuer) && issued.verify(issuer.publicKey);
}
