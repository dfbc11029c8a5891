import { Check, CircleSlash, Minus } from "lucide-react";
import type { RelayHealth } from "../../electron/common/views.ts";
import { useWords } from "../state/context.tsx";

/** Every check of a relay's health, with what to change where it failed. */
export function HealthReport({ health }: { health: RelayHealth }) {
  const words = useWords();
  const { say } = words;
  return (
    <dl className="health">
      {health.checks.map(({ check, ok, detail }) => {
        const Icon = ok === null ? Minus : ok ? Check : CircleSlash;
        return (
          <div key={check} data-ok={ok}>
            <dt>
              <Icon
                size={14}
                aria-label={say(ok === null ? "health.untold" : ok ? "health.ok" : "health.bad")}
              />
              {say(`health.${check}`)}
            </dt>
            <dd>{words.detail(detail)}</dd>
          </div>
        );
      })}
    </dl>
  );
}
