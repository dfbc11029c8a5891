/** Whether what is in the clipboard is worth an offer: one address that names a file. Pure. */
import { trySource } from "../common/source.ts";

/** Pages, not files: people copy their addresses all day. */
const pages = new Set(["htm", "html", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "cgi", "do"]);

/** The address to offer; undefined for anything else, which never leaves this function. */
export function clipboardLink(text: string): string | undefined {
  const typed = text.trim();
  if (typed.length > 10_000 || !/^https?:\/\/\S+$/i.test(typed)) return undefined;
  const url = trySource(typed);
  const extension = url && /[^/]\.([a-z0-9]{1,8})$/i.exec(url.pathname)?.[1]?.toLowerCase();
  return extension === undefined || pages.has(extension) ? undefined : url?.href;
}
