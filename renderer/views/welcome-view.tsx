import { useEffect, useRef, useState } from "react";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { RoadsPicture } from "../ui/roads-picture.tsx";
import { WelcomeRoad } from "./welcome-road.tsx";
import { WelcomeTry } from "./welcome-try.tsx";

const steps = 3;

/** The first three steps: what Detour does, another road, the difference that it makes. Each can be passed over. */
export function WelcomeView() {
  const { say } = useWords();
  const { show } = useActions();
  const roads = useApp((state) => state.relays.length);
  const [step, setStep] = useState(1);
  const [moved, setMoved] = useState(false);
  const go = (to: number) => {
    setMoved(true);
    setStep(to);
  };
  const texts = (["one", "two", "three"] as const)[step - 1] ?? "one";
  return (
    <section className="welcome" aria-label={say("welcome.steps")}>
      <div className="welcome-where">
        <span className="quiet">{say("welcome.step", { step, steps })}</span>
        <span className="welcome-dots" aria-hidden="true">
          {Array.from({ length: steps }, (_, at) => (
            // Steps are told apart by nothing but their place.
            <i key={at} data-now={at + 1 === step} data-done={at + 1 < step} />
          ))}
        </span>
        <span className="spring" />
        <Button kind="plain" onClick={() => show("new")}>
          {say("welcome.skip")}
        </Button>
      </div>
      {step === 1 ? <RoadsPicture /> : null}
      <StepTitle key={step} text={say(`welcome.${texts}.title`)} moved={moved} />
      <p className="welcome-text">{say(`welcome.${texts}.text`)}</p>
      {step === 2 ? <WelcomeRoad onReady={() => go(3)} /> : null}
      {step === 3 ? <WelcomeTry /> : null}
      <div className="welcome-foot">
        {step > 1 ? <Button onClick={() => go(step - 1)}>{say("welcome.back")}</Button> : null}
        <span className="spring" />
        {step < steps ? (
          <Button kind={step === 1 || roads > 0 ? "main" : undefined} onClick={() => go(step + 1)}>
            {say("welcome.next")}
          </Button>
        ) : (
          <Button onClick={() => show("new")}>{say("welcome.finish")}</Button>
        )}
      </div>
    </section>
  );
}

/** Who goes on by keyboard, or hears the page, goes on from the new step's heading. */
function StepTitle({ text, moved }: { text: string; moved: boolean }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!moved) return;
    title.current?.focus({ preventScroll: true });
    document.querySelector("main")?.scrollTo({ top: 0 });
  }, [moved]);
  return (
    <h1 ref={title} tabIndex={-1} className="title">
      {text}
    </h1>
  );
}
