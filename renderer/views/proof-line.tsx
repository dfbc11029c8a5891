import { ShieldCheck, ShieldHalf, ShieldQuestionMark } from "lucide-react";
import type { Integrity } from "../../electron/common/views.ts";
import { useWords } from "../state/context.tsx";
import { Tell } from "../ui/tell.tsx";
import { proofReach, proofSentence } from "../words/proof.ts";

const signs = { whole: ShieldCheck, part: ShieldHalf, none: ShieldQuestionMark };

/** What proves that a finished file is the right one. */
export function ProofLine({ integrity }: { integrity: Integrity }) {
  const words = useWords();
  const reach = proofReach(integrity);
  return (
    <Tell tone={reach === "whole" ? "good" : "quiet"} sign={signs[reach]}>
      {proofSentence(words, integrity)}
    </Tell>
  );
}
