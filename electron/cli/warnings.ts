import type { Warning } from "../common/views.ts";

/** What a person should know about a download that goes on all the same. */
export const warningSentences: Readonly<Record<Warning, string>> = {
  html: "The answer is a web page (HTML), not a file. Check that this is the address of the file itself.",
  "no-ranges":
    "The server does not send parts of a file: it comes over one connection, and if it is stopped it starts anew.",
  "no-length": "The server does not say how large the file is.",
  restarted:
    "The file changed on the server, so the download began again. What came before is kept beside it.",
  repaired: "A route brought wrong bytes. They were fetched again over another route, and the file is right.",
  quota: "A relay has used 80 % of its traffic quota or more. `detour relay list` shows how much.",
  "unverified-end":
    "Nothing but the end of the connection marks the end of the file: check that it is whole.",
};
