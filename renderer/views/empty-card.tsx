import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";

/** Nothing was done yet: says in two sentences what can be done, and offers to try it. */
export function EmptyCard() {
  const { say, gap } = useWords();
  const { startPractice } = useActions();
  const busy = useApp((state) => state.busy.includes("practice"));
  return (
    <section className="empty" aria-label={say("empty.title")}>
      <svg className="empty-roads" viewBox="0 0 320 72" fill="none" aria-hidden="true">
        <path data-road="direct" d="M8 60h304" strokeDasharray="1 9" />
        <path data-road="1" d="M8 60h44c56 0 44-48 100-48h56c56 0 44 48 100 48h4" />
      </svg>
      <h2>{say("empty.title")}</h2>
      <p>
        {say("empty.one")}
        {gap}
        {say("empty.two")}
      </p>
      <div className="empty-try">
        <Button disabled={busy} onClick={() => void startPractice()}>
          {busy ? say("practice.starting") : say("empty.try")}
        </Button>
        <span className="quiet">{say("empty.tryHint")}</span>
      </div>
    </section>
  );
}
