import { useState } from "react";
import { badHeaderLine } from "../state/ask.ts";
import { useWords } from "../state/context.tsx";
import {
  namedHeader,
  namedHeaders,
  otherLines,
  setNamedHeader,
  stillTyped,
  typeOthers,
  type NamedHeader,
  type OthersTyped,
} from "../state/named-headers.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Lines } from "../ui/lines.tsx";

const texts = {
  Referer: { label: "options.referer", hint: "options.refererHint" },
  "User-Agent": { label: "options.userAgent", hint: "options.userAgentHint" },
  Cookie: { label: "options.cookies", hint: "options.cookiesHint" },
} as const satisfies Record<NamedHeader, { label: string; hint: string }>;

interface Props {
  /** A line each. */
  readonly headers: string;
  readonly onHeaders: (headers: string) => void;
}

/** What the source's server hears besides: the page that links to the file, a browser's name, cookies, any other header. */
export function HeaderFields({ headers, onHeaders }: Props) {
  const { say } = useWords();
  /** As it is typed: what has a field of its own moves there when it is left. */
  const [typed, setTyped] = useState<OthersTyped>();
  const others = stillTyped(typed, headers)?.text ?? otherLines(headers);
  const set = (name: NamedHeader, value: string) => onHeaders(setNamedHeader(headers, name, value));
  const problem = (lines: string) => {
    const line = badHeaderLine(lines);
    return line === undefined ? undefined : say("options.headersBad", { line });
  };
  return (
    <>
      {namedHeaders.map((name) => {
        const value = namedHeader(headers, name);
        return (
          <Field
            key={name}
            className={name === "Cookie" ? "wide" : ""}
            label={say(texts[name].label)}
            hint={say(texts[name].hint)}
            problem={problem(setNamedHeader("", name, value))}
            value={value}
            onText={(text) => set(name, text)}
            aside={
              name === "User-Agent" ? (
                <Button onClick={() => set(name, browserName(navigator.userAgent))}>
                  {say("options.userAgentHere")}
                </Button>
              ) : null
            }
          />
        );
      })}
      <Lines
        className="wide"
        label={say("options.headers")}
        hint={say("options.headersHint")}
        problem={problem(others)}
        value={others}
        rows={Math.min(6, Math.max(2, others.split("\n").length))}
        onText={(text) => {
          const now = typeOthers(typed, headers, text);
          setTyped(now);
          onHeaders(now.headers);
        }}
        onLeave={() => setTyped(undefined)}
      />
    </>
  );
}

/** What this browser calls itself, without what the desktop app adds. */
function browserName(userAgent: string): string {
  return userAgent.replace(/ (?:detour|electron)\/\S+/gi, "");
}
