import { useEffect, useState } from "react";
import { useWords } from "../state/context.tsx";
import { Button } from "./button.tsx";

/** Copies a text, and says so for a moment. Where the browser refuses its clipboard, the old way is taken. */
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

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without permission, or on a page that is not secure.
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    // It is old, and the only other way.
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
