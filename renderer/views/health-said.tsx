import type { Failure } from "../../electron/common/errors.ts";
import type { RelayHealth } from "../../electron/common/views.ts";
import { useWords } from "../state/context.tsx";
import { Tell } from "../ui/tell.tsx";
import { gradeSentence, toneOf } from "../words/health.ts";
import { HealthReport } from "./health-report.tsx";

interface Props {
  readonly health: RelayHealth | undefined;
  readonly failure: Failure | undefined;
}

/** What a check came to, or why it could not be made; it belongs into a live region. */
export function HealthSaid({ health, failure }: Props) {
  const words = useWords();
  return (
    <>
      {failure ? <Tell tone="bad">{words.failure(failure)}</Tell> : null}
      {health ? (
        <>
          <Tell tone={toneOf(health)}>{gradeSentence(words, health)}</Tell>
          <HealthReport health={health} />
        </>
      ) : null}
    </>
  );
}
