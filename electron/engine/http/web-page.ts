/** Web pages where a file was asked for: sign-in pages, captive portals, error pages with status 200. */
import type { Answer } from "./attempt.ts";

/** Endings of addresses that stand for pages, or for programs that may answer with one. */
const pages = new Set("htm html shtml xhtml xht php asp aspx jsp do cgi pl cfm".split(" "));

/** Whether an answer is a web page and not offered as a file (Content-Disposition). */
export function sendsPage(answer: Pick<Answer, "header">): boolean {
  const page = /^(text\/html|application\/xhtml\+xml)\b/i.test(answer.header("content-type")?.trim() ?? "");
  return page && !/\b(attachment|filename)/i.test(answer.header("content-disposition") ?? "");
}

/** Whether an address names a file that is no page: its last segment has an ending, and not a page's. */
export function looksLikeFile(source: URL): boolean {
  const segment = source.pathname.split("/").at(-1) ?? "";
  const ending = /[^.]\.([a-z0-9]{1,8})$/i.exec(segment)?.[1]?.toLowerCase();
  return ending !== undefined && !pages.has(ending) && !/^\d+$/.test(ending);
}
