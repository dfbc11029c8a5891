/** What proves a finished file, for a person: no more than is true. Pure. */
import { algorithmName, headerOf } from "../../electron/common/proof-names.ts";
import type { Integrity } from "../../electron/common/views.ts";
import { assertNever } from "./assert-never.ts";
import type { Words } from "./words.ts";

/** The sentence on the card of a finished download. */
export function proofSentence(
  words: Words,
  { level, algorithm, source, strength, samples }: Integrity,
): string {
  switch (level) {
    case "checksum": {
      const values = {
        algorithm: algorithm === null ? words.say("proof.aChecksum") : algorithmName(algorithm),
        strength: words.say(`proof.strength.${strength ?? "weak"}`),
      };
      const header = source === null ? undefined : headerOf(source);
      if (header !== undefined) return words.say("proof.header", { ...values, header });
      if (source === "sidecar") return words.say("proof.sidecar", values);
      if (source === "metalink") return words.say("proof.metalink", values);
      return words.say("proof.given", values);
    }
    case "end-to-end":
      return words.say("proof.endToEnd");
    case "sampled":
      return words.say("proof.sampled", { count: samples });
    case "unproved":
      return words.say("proof.unproved");
    default:
      return assertNever(level);
  }
}

/** How far the proof goes: `whole` speaks for every byte, whoever sent it; `part` does not; `none` is no proof. */
export function proofReach({ level, strength }: Integrity): "whole" | "part" | "none" {
  if (level === "unproved") return "none";
  if (level === "end-to-end" || (level === "checksum" && strength === "strong")) return "whole";
  return "part";
}
