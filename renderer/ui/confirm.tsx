import { useEffect, useRef, useState } from "react";
import { Button } from "./button.tsx";

interface Props {
  readonly label: string;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
}

/** A button for what cannot be undone: it asks in place. The safe answer has the focus; Escape gives it. */
export function Confirm({ label, question, yes, no, onYes }: Props) {
  const [asking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const safe = useRef<HTMLButtonElement>(null);
  const answered = useRef(false);
  useEffect(() => {
    if (asking) safe.current?.focus();
    else if (answered.current) opener.current?.focus();
    answered.current = asking;
  }, [asking]);
  if (!asking) {
    return (
      <Button kind="plain" ref={opener} onClick={() => setAsking(true)}>
        {label}
      </Button>
    );
  }
  return (
    // The keys of the two buttons inside come up to here.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/no-noninteractive-element-interactions
    <fieldset
      className="confirm"
      aria-label={question}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        setAsking(false);
      }}
    >
      <span>{question}</span>
      <Button kind="danger" onClick={onYes}>
        {yes}
      </Button>
      <Button ref={safe} onClick={() => setAsking(false)}>
        {no}
      </Button>
    </fieldset>
  );
}
