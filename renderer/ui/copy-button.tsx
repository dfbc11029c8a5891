import { useEffect, useState } from "react";
import { useWords } from "../state/context.tsx";
import { Button } from "./button.tsx";
import { copyText } from "./copy-text.ts";

/** Copies a text, and says so for a moment. */
export function CopyButton({ text }: { text: string }) {
  const { say } = useWords();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => setCopied(await copyText(text));
  return (
    <Button kind="plain" aria-live="polite" onClick={() => void copy()}>
      {copied ? say("copy.done") : say("copy.do")}
    </Button>
  );
}
