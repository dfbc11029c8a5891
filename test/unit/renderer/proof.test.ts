import { describe, expect, it } from "vitest";
import type { Integrity } from "../../../electron/common/views.ts";
import { proofReach, proofSentence } from "../../../renderer/words/proof.ts";
import { en, zh } from "./voices.ts";

const plain: Integrity = { level: "unproved", algorithm: null, source: null, strength: null, samples: 0 };
const checksum = (
  algorithm: string,
  source: NonNullable<Integrity["source"]>,
  strength: NonNullable<Integrity["strength"]>,
): Integrity => ({ level: "checksum", algorithm, source, strength, samples: 0 });

describe("what proves a file", () => {
  it.each([
    [checksum("sha256", "given", "strong"), "whole", "Its SHA-256 is the one that you gave (strong)."],
    [
      checksum("md5", "x-goog-hash", "weak"),
      "part",
      "Its MD5 is the one that the server sent in x-goog-hash (weak: it finds accidents, not forgery).",
    ],
    [
      checksum("crc32c", "x-amz-checksum", "error-detecting"),
      "part",
      "Its CRC32C is the one that the server sent in x-amz-checksum (it finds broken bits, not forgery).",
    ],
    [
      checksum("sha512", "sidecar", "strong"),
      "whole",
      "Its SHA-512 is the one in the checksum file beside it on the server (strong).",
    ],
    [
      { ...plain, level: "end-to-end" },
      "whole",
      "Every byte came end to end from the server, over no relay that could change it.",
    ],
    [
      { ...plain, level: "sampled", samples: 1 },
      "part",
      "Bytes over relays were compared with direct at 1 place: the right file and version, but no proof that nothing was altered.",
    ],
    [plain, "none", "Nothing but its size and date vouches for it. Give a checksum next time if you can."],
  ] as const)("%o reaches %s", (integrity, reach, sentence) => {
    expect(proofReach(integrity)).toBe(reach);
    expect(proofSentence(en, integrity)).toBe(sentence);
  });

  it("counts samples, and says the same in Chinese", () => {
    const sampled: Integrity = { ...plain, level: "sampled", samples: 9 };
    expect(proofSentence(en, sampled)).toContain("at 9 places:");
    expect(proofSentence(zh, sampled)).toBe(
      "经中继取得的内容与直连比对了 9 处：文件和版本正确，但不能证明没有被改动过。",
    );
    expect(proofSentence(zh, checksum("sha256", "repr-digest", "strong"))).toBe(
      "SHA-256 与服务器在 Repr-Digest 中给出的一致（可靠）。",
    );
  });
});
