/** Checksums of the whole file in the headers of an answer. Pure. */
import type { ChecksumSource } from "../../common/views.ts";
import { fromBase64, type Algorithm, type Found } from "./found.ts";

const digestNames: Readonly<Record<string, Algorithm>> = {
  "sha-256": "sha256",
  "sha-512": "sha512",
  "sha-384": "sha384",
  sha: "sha1",
  md5: "md5",
};
const googleNames: Readonly<Record<string, Algorithm>> = { md5: "md5", crc32c: "crc32c" };
const amazonNames = ["sha256", "sha1", "crc32", "crc32c", "crc64nvme"] as const;

/**
 * In: an answer's status and headers (by lower-case name). Out: what they say of the whole file: Repr-Digest (RFC 9530),
 * Digest (RFC 3230), x-goog-hash, x-amz-checksum-*, and Content-MD5 unless the answer is a part. Content-Digest is of the
 * body alone and an ETag is no promise: neither counts. What cannot be read is left out; never throws.
 */
export function digestsIn(answer: {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
}): Found[] {
  const { status, header } = answer;
  const stored = header("x-goog-stored-content-encoding")?.trim().toLowerCase() ?? "identity";
  const found: (Found | undefined)[] = [
    ...pairs(header("repr-digest"), digestNames, "repr-digest", /^:([^:]*):(?:;.*)?$/),
    ...pairs(header("digest"), digestNames, "digest", /^([^;]+)$/),
    // Of the stored object: another one than what is sent where the store keeps it compressed.
    ...pairs(stored === "identity" ? header("x-goog-hash") : undefined, googleNames, "x-goog-hash", /^(.+)$/),
    // A value with `-N` is of N parts' checksums, not of the file: it is no base64 of the right length.
    ...amazonNames.map((name) =>
      fromBase64(name, header(`x-amz-checksum-${name}`)?.trim() ?? "", "x-amz-checksum"),
    ),
    status === 206 ? undefined : fromBase64("md5", header("content-md5")?.trim() ?? "", "digest"),
  ];
  return found.filter((one) => one !== undefined);
}

/** `name=value, name=value`; no value of these headers holds a comma. */
function pairs(
  text: string | undefined,
  names: Readonly<Record<string, Algorithm>>,
  source: ChecksumSource,
  value: RegExp,
): (Found | undefined)[] {
  return (text ?? "").split(",").map((member) => {
    const at = member.indexOf("=");
    const name = member.slice(0, Math.max(at, 0)).trim().toLowerCase();
    const algorithm = Object.hasOwn(names, name) ? names[name] : undefined;
    const encoded = value.exec(member.slice(at + 1).trim())?.[1];
    return algorithm && encoded !== undefined ? fromBase64(algorithm, encoded, source) : undefined;
  });
}
