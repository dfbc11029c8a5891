/** What proves a finished file, in one sentence for a person: no more than is true. Pure. */
import { algorithmName, headerOf } from "../common/proof-names.ts";
import type { ChecksumSource, Integrity, Strength } from "../common/views.ts";

const strengths: Readonly<Record<Strength, string>> = {
  strong: "strong",
  weak: "weak: it finds accidents, not forgery",
  "error-detecting": "it finds broken bits, not forgery",
};

/** The sentence that follows the last word on a download. */
export function proofSentence({ level, algorithm, source, strength, samples }: Integrity): string {
  switch (level) {
    case "checksum": {
      const kind = strength === null ? "" : ` (${strengths[strength]})`;
      return `Its ${algorithm === null ? "checksum" : algorithmName(algorithm)} is the one that ${whoSays(source)}${kind}.`;
    }
    case "end-to-end":
      return "Every byte came end to end from the server, over no relay that could change it.";
    case "sampled":
      return `Bytes over relays were compared with direct at ${samples === 1 ? "1 place" : `${samples} places`}: the right file and version, though not proof that nothing was altered.`;
    case "unproved":
      return "Nothing but its size and date vouches for it: give --checksum if you can.";
  }
}

function whoSays(source: ChecksumSource | null): string {
  switch (source) {
    case "given":
    case null:
      return "you gave";
    case "sidecar":
      return "the checksum file beside it says";
    case "metalink":
      return "the server's Metalink says";
    case "repr-digest":
    case "digest":
    case "x-goog-hash":
    case "x-amz-checksum":
      return `the server says in ${headerOf(source) ?? source}`;
  }
}
