import { useEffect, useState } from "react";
import { useActions, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { copyText } from "../ui/copy-text.ts";

/** Copies the whole address of a download, query and all: only the host has it. Says what of it was left out. */
export function CopyLink({ id }: { id: string }) {
  const { say } = useWords();
  const { link } = useActions();
  const [copied, setCopied] = useState<"whole" | "withheld">();
  useEffect(() => {
    // What was left out takes longer to read.
    const timer = setTimeout(() => setCopied(undefined), copied === "withheld" ? 8000 : 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const found = await link(id);
    if (found && (await copyText(found.url))) setCopied(found.withheld ? "withheld" : "whole");
  };
  return (
    <span className="copy-link">
      <Button kind="plain" onClick={() => void copy()}>
        {say("download.copyLink")}
      </Button>
      <span className="quiet" aria-live="polite">
        {copied ? say(copied === "whole" ? "download.copied" : "download.copiedWithout") : null}
      </span>
    </span>
  );
}
