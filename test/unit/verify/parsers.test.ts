import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { digestsIn } from "../../../electron/engine/verify/digest-headers.ts";
import { findSidecars } from "../../../electron/engine/verify/find.ts";
import { choose, fromHex } from "../../../electron/engine/verify/found.ts";
import { parseSidecar } from "../../../electron/engine/verify/sidecar.ts";

const sha256 = createHash("sha256").update("x").digest();
const sha512 = createHash("sha512").update("x").digest();
const md5 = createHash("md5").update("x").digest();
const b64 = (bytes: Buffer) => bytes.toString("base64");
const hex = (bytes: Buffer) => bytes.toString("hex");

function digests(headers: Record<string, string>, status = 206): string[] {
  return digestsIn({ status, header: (name) => headers[name] }).map(
    ({ algorithm, hex: text, source }) => `${source} ${algorithm}:${text}`,
  );
}

test.each([
  ["RFC 9530", { "repr-digest": `sha-256=:${b64(sha256)}:` }, [`repr-digest sha256:${hex(sha256)}`]],
  [
    "two, spaced, one unknown",
    { "repr-digest": `unknown=:AA==:, sha-512=:${b64(sha512)}: ` },
    [`repr-digest sha512:${hex(sha512)}`],
  ],
  ["the body's own", { "content-digest": `sha-256=:${b64(sha256)}:` }, []],
  [
    "RFC 3230",
    { digest: `SHA-256=${b64(sha256)},MD5=${b64(md5)}` },
    [`digest sha256:${hex(sha256)}`, `digest md5:${hex(md5)}`],
  ],
  [
    "Google",
    { "x-goog-hash": `crc32c=4waSgw==, md5=${b64(md5)}` },
    ["x-goog-hash crc32c:e3069283", `x-goog-hash md5:${hex(md5)}`],
  ],
  [
    "Google, kept compressed",
    { "x-goog-hash": "crc32c=4waSgw==", "x-goog-stored-content-encoding": "gzip" },
    [],
  ],
  ["Amazon", { "x-amz-checksum-crc64nvme": "rosUhgp5mIg=" }, ["x-amz-checksum crc64nvme:ae8b14860a799888"]],
  ["Amazon, of parts", { "x-amz-checksum-crc32c": "4waSgw==-3" }, []],
  ["Content-MD5 of a part", { "content-md5": b64(md5) }, []],
  ["wrong length", { "repr-digest": "sha-256=:AAAA:" }, []],
  ["prototype names", { digest: "constructor=AAAA,__proto__=AAAA" }, []],
])("digest headers: %s", (_, headers, expected) => {
  expect(digests(headers as Record<string, string>)).toEqual(expected);
});

test("Content-MD5 of a whole answer counts", () => {
  expect(digests({ "content-md5": b64(md5) }, 200)).toEqual([`digest md5:${hex(md5)}`]);
});

test.each([
  ["GNU", `${hex(sha256)}  file.bin\n${"0".repeat(64)}  other.bin\n`, [hex(sha256)]],
  ["GNU, binary, in a folder", `${hex(sha256)} *./dist/file.bin\r\n`, [hex(sha256)]],
  ["BSD", `SHA256 (file.bin) = ${hex(sha256)}\n`, [hex(sha256)]],
  ["BSD of another file", `SHA256 (other.bin) = ${hex(sha256)}\n`, []],
  ["bare", `${hex(md5).toUpperCase()}\n`, [hex(md5)]],
  ["signed", `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${hex(sha512)}  file.bin\n`, [hex(sha512)]],
  ["a page", `<!doctype html><pre>\n${hex(sha256)}  file.bin\n</pre>`, []],
  ["a length that fits nothing", "abcdef\n", []],
])("checksum files: %s", (_, body, expected) => {
  expect(parseSidecar(body, "file.bin").map((found) => found.hex)).toEqual(expected);
});

test("a GNU line with an escaped name", () => {
  expect(parseSidecar(`\\${hex(sha256)}  a\\\\b`, "a\\b")).toHaveLength(1);
});

test("no text makes a parser throw", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, name) => {
      expect(parseSidecar(text, name).every((found) => found.source === "sidecar")).toBe(true);
      expect(digests({ "repr-digest": text, digest: text, "x-goog-hash": text })).toBeInstanceOf(Array);
    }),
  );
});

test("the given checksum wins, then the strongest, then the first", () => {
  const weak = fromHex("md5", hex(md5), "given");
  const strong = fromHex("sha256", hex(sha256), "sidecar");
  const crc = fromHex("crc32c", "e3069283", "x-goog-hash");
  if (!weak || !strong || !crc) throw new Error("not read");
  expect(choose([crc, strong, weak])).toBe(weak);
  expect(choose([crc, strong])).toBe(strong);
  const header = fromHex("sha256", hex(sha512).slice(0, 64), "repr-digest");
  if (!header) throw new Error("not read");
  expect(choose([header, strong])).toBe(header);
  expect(choose([])).toBeUndefined();
});

test("an address with a query is not extended, others ask three times at most", async () => {
  const asked: string[] = [];
  const ask = (url: URL) => {
    asked.push(url.href);
    return Promise.reject(new Error("nothing there"));
  };
  expect(await findSidecars(new URL("https://a/b/c.iso?X-Amz-Signature=1"), undefined, ask)).toEqual([]);
  expect(asked).toEqual([]);
  expect(await findSidecars(new URL("https://a/b/c.iso"), undefined, ask)).toEqual([]);
  expect(asked).toEqual(["https://a/b/c.iso.sha256", "https://a/b/SHA256SUMS", "https://a/b/sha256sum.txt"]);
});
