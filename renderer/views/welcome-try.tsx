import { useState } from "react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Tell } from "../ui/tell.tsx";
import { useInSight } from "../ui/use-in-sight.ts";
import { ComparisonCard } from "./comparison-card.tsx";
import { DownloadCard } from "./download-card.tsx";
import { UpdateChoice } from "./update-card.tsx";

/** What was there when this step began is of another time. */
function useNew<T extends { readonly id: string }>(one: T | undefined): T | undefined {
  const [before] = useState(one?.id);
  return one?.id === before ? undefined : one;
}

/** One address, a comparison, and the download that it leads to. */
export function WelcomeTry() {
  const words = useWords();
  const { say } = words;
  const actions = useActions();
  const url = useApp(({ ask }) => ask.url);
  const made = useApp((state) => state.practice?.url === state.ask.url);
  const problem = useApp((state) => state.askProblem);
  const busy = useApp((state) => state.busy.includes("compare"));
  const comparison = useNew(useApp((state) => state.comparison));
  const newest = useNew(useApp(({ downloads }) => downloads[0]));
  useInSight(".comparison", comparison?.id);
  useInSight(".download", newest?.id);
  const failed =
    problem === undefined
      ? undefined
      : problem === "no-relay-to-compare"
        ? say("ask.noRelayToCompare")
        : words.failure(problem);
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void actions.compare();
        }}
      >
        <Field
          className="mono"
          label={say("welcome.three.address")}
          hint={say(made ? "welcome.three.practiceHint" : "welcome.three.addressHint")}
          problem={failed}
          inputMode="url"
          value={url}
          onText={(typed) => actions.change({ url: typed })}
          aside={
            <Button kind={comparison ? undefined : "main"} type="submit" disabled={busy}>
              {say("ask.compare")}
            </Button>
          }
        />
      </form>
      {comparison ? <ComparisonCard view={comparison} /> : null}
      {newest ? <DownloadCard key={newest.id} view={newest} /> : null}
      <div aria-live="polite">
        {newest ? <Tell tone="good">{say("welcome.three.downloading")}</Tell> : null}
      </div>
      <UpdateChoice />
    </>
  );
}
