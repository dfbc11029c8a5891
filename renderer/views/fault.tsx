/** What stands in the place of a part of the page that could not be drawn, so that nobody looks at a blank window. */
import { Component, useEffect, useRef, useState, type ErrorInfo, type ReactNode } from "react";
import { ExternalLink } from "lucide-react";
import { describe } from "../../electron/common/errors.ts";
import { links } from "../../electron/common/links.ts";
import { redactText } from "../../electron/common/source.ts";
import { WordsContext } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { More, MoreButton, MorePanel } from "../ui/more.tsx";
import { Tell } from "../ui/tell.tsx";
import type { Words } from "../words/words.ts";

interface Props {
  /** The voice to say it in. */
  readonly words: () => Words;
  /** Where it happened, for those who mend: which Detour, and which view. */
  readonly where: () => string;
  /** Whether nothing else of the page is left beside it. */
  readonly whole?: boolean;
  readonly children: ReactNode;
}

/** Draws its children; once one of them throws, what happened. React has no other way to catch that than a class. */
export class FaultBoundary extends Component<Props, { readonly error?: unknown; readonly inside?: string }> {
  override state: { readonly error?: unknown; readonly inside?: string } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(_error: unknown, { componentStack }: ErrorInfo): void {
    this.setState({ inside: componentStack ?? "" });
  }

  override render(): ReactNode {
    if (!("error" in this.state)) return this.props.children;
    const { error, inside = "" } = this.state;
    const words = this.props.words();
    const fault = <PageFault words={words} error={error} more={[this.props.where(), inside]} />;
    return (
      <WordsContext value={words}>
        {this.props.whole ? (
          <main className="unreached" lang={words.language}>
            {fault}
          </main>
        ) : (
          fault
        )}
      </WordsContext>
    );
  }
}

/** Says it, and what can be done. The host is another process: nothing of its work is touched. */
function PageFault({ words, error, more }: { words: Words; error: unknown; more: readonly string[] }) {
  const { say, gap } = words;
  const [open, setOpen] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  // What had the keyboard is gone.
  useEffect(() => title.current?.focus(), []);
  const details = detailsOf(error, more);
  return (
    <section className="card about" aria-labelledby="fault">
      <h1 id="fault" ref={title} tabIndex={-1}>
        {say("fault.title")}
      </h1>
      <div role="alert">
        <Tell tone="bad">
          {[
            say("fault.what", { detail: redactText(describe(error)) }),
            say(links.problem === undefined ? "fault.restart" : "fault.report"),
          ].join(gap)}
        </Tell>
      </div>
      <div className="about-links">
        <Button kind="main" onClick={() => window.location.reload()}>
          {say("fault.anew")}
        </Button>
        {links.problem === undefined ? null : (
          <a className="button" href={links.problem} target="_blank" rel="noreferrer">
            {say("about.link.problem")}
            <ExternalLink size={14} aria-hidden="true" />
            <span className="unseen">{say("about.opens")}</span>
          </a>
        )}
      </div>
      <More open={open} onOpen={setOpen}>
        <div className="about-do">
          <MoreButton>{say("fault.details")}</MoreButton>
          <CopyButton text={details} />
        </div>
        <MorePanel>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className="about-text" tabIndex={0} aria-label={say("fault.details")} lang="en">
            {details}
          </pre>
        </MorePanel>
      </More>
    </section>
  );
}

/** For those who mend, in English, without what may be secret in an address. */
function detailsOf(error: unknown, more: readonly string[]): string {
  const stack = error instanceof Error ? (error.stack ?? describe(error)) : describe(error);
  const lines = [stack, ...more, navigator.userAgent];
  return redactText(lines.map((one) => one.trim()).join("\n"));
}
