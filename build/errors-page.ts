/** The page of docs/errors.md, made from the closed list: `npm run docs:errors` writes it, and a test says when it is stale. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { sentences, type ErrorCode } from "../electron/common/errors.ts";
import { exitStatus, exitStatusOf } from "../electron/cli/exit-status.ts";

export const errorsFile = path.resolve(import.meta.dirname, "../docs/errors.md");

/** Out: the page as Markdown, one row a code in the list's order. */
export function errorsPage(): string {
  const codes = Object.keys(sentences) as ErrorCode[];
  const rows = codes.map((code) => {
    const status = exitStatusOf({ code }, false);
    const shown = status === exitStatus.failed ? `${exitStatus.failed}, or ${exitStatus.resumable}` : status;
    return `| \`${code}\` | ${sentences[code].replaceAll("|", "\\|")} | ${shown} |`;
  });
  return [
    "# What can go wrong, by code",
    "",
    "Every error that Detour shows is one of these, in the app, on the command line and in `--json` (`code`, with the words in",
    "braces as `params`). Each sentence says what happened, what is safe, and what to do. The exit status is that of `detour get`:",
    `${exitStatus.resumable} where the same command would go on from where it stopped.`,
    "",
    "| code | what it says | exit status |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(errorsFile, errorsPage());
