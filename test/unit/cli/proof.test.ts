import { expect, test } from "vitest";
import { proofSentence } from "../../../electron/cli/proof.ts";
import { algorithmName } from "../../../electron/common/proof-names.ts";
import type { Integrity } from "../../../electron/common/views.ts";

const plain: Integrity = { level: "unproved", algorithm: null, source: null, strength: null, samples: 0 };

test.each<[Partial<Integrity>, string]>([
  [
    { level: "checksum", algorithm: "sha256", source: "given", strength: "strong" },
    "Its SHA-256 is the one that you gave (strong).",
  ],
  [
    { level: "checksum", algorithm: "sha256", source: "sidecar", strength: "strong" },
    "Its SHA-256 is the one that the checksum file beside it says (strong).",
  ],
  [
    { level: "checksum", algorithm: "md5", source: "metalink", strength: "weak" },
    "Its MD5 is the one that the server's Metalink says (weak: it finds accidents, not forgery).",
  ],
  [
    { level: "checksum", algorithm: "crc32c", source: "x-goog-hash", strength: "error-detecting" },
    "Its CRC32C is the one that the server says in x-goog-hash (it finds broken bits, not forgery).",
  ],
  [
    { level: "end-to-end" },
    "Every byte came end to end from the server, over no relay that could change it.",
  ],
  [
    { level: "sampled", samples: 6 },
    "Bytes over relays were compared with direct at 6 places: the right file and version, though not proof that nothing was altered.",
  ],
  [
    { level: "sampled", samples: 1 },
    "Bytes over relays were compared with direct at 1 place: the right file and version, though not proof that nothing was altered.",
  ],
  [{ level: "unproved" }, "Nothing but its size and date vouches for it: give --checksum if you can."],
])("%j", (more, sentence) => expect(proofSentence({ ...plain, ...more })).toBe(sentence));

test("algorithms have their usual names", () => {
  expect(["sha256", "sha-512", "md5", "sha1", "crc64nvme"].map(algorithmName)).toEqual([
    "SHA-256",
    "SHA-512",
    "MD5",
    "SHA-1",
    "CRC64NVME",
  ]);
});
