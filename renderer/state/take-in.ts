/** What comes in other ways than by typing: pasted, dropped on the window, or from a chosen file. */
import { trySource } from "../../electron/common/source.ts";
import { textOf } from "../ui/file-button.tsx";
import type { Dropped } from "../ui/use-drop.ts";
import { readCurl } from "./curl.ts";
import { isList, readMany } from "./many.ts";
import type { Actions } from "./actions.ts";

/** No list and no Metalink is larger; a film that was dropped is not read. */
const mostFileBytes = 800_000;
const anAddress = /https?:\/\/[^\s<>"'`]+/gi;

/** What is brought into sight: the offers, the form for several, or the form for one. */
export type Arrived = "offers" | "many" | "ask";

/** Takes what is more than an address: a list, or a copied command. Out: whether it was one. */
export function takeText(actions: Pick<Actions, "openMany" | "takeCurl">, text: string): boolean {
  if (isList(text)) {
    actions.openMany(text);
    return true;
  }
  const curl = readCurl(text);
  if (curl.kind === "none") return false;
  actions.takeCurl(curl);
  return true;
}

/** The addresses of a `text/uri-list` (RFC 2483: a line each, comments behind `#`) that can be fetched, or all that stand in a text. */
export function addressesIn(links: string, text: string): readonly string[] {
  const listed = links
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => /^https?:/i.test(line) && trySource(line) !== undefined);
  if (listed.length > 0) return [...new Set(listed)];
  const written = text.split(/\r?\n/).flatMap((line) => {
    const whole = line.trim();
    return isOneAddress(whole) ? [whole] : (line.match(anAddress) ?? []).map(withoutSigns);
  });
  return [...new Set(written.filter((one) => trySource(one) !== undefined))];
}

/** Whether a line is an address and nothing else: then its last sign is part of it, too. */
function isOneAddress(line: string): boolean {
  return /^https?:\/\/[^\s<>]+$/i.test(line) && trySource(line) !== undefined;
}

const signs = new Set(".,;:!?，。；：！？");
const brackets = new Map(
  ["()", "[]", "{}", "（）", "【】", "《》", "「」", "『』"].map(([open = "", close = ""]) => [close, open]),
);

/** An address without the signs of the sentence around it; a bracket that was opened within it is its own. */
function withoutSigns(address: string): string {
  const last = address.at(-1) ?? "";
  const open = brackets.get(last);
  const isSentences = open === undefined ? signs.has(last) : count(address, open) < count(address, last);
  return isSentences ? withoutSigns(address.slice(0, -1)) : address;
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

/** Takes lists of addresses and Metalinks, all of them; what cannot be taken is said. Out: where it is to be seen. */
export async function takeFiles(
  actions: Pick<Actions, "openMany" | "readMetalink" | "sayNothingIn" | "sayUnreadable">,
  files: readonly File[],
): Promise<Arrived> {
  const lists: string[] = [];
  const nothing: string[] = [];
  const unreadable: string[] = [];
  let offered = false;
  for (const file of files) {
    const text = file.size > mostFileBytes ? "" : await textOf(file);
    if (text === undefined) unreadable.push(file.name);
    else if (readMany(text).some(({ wrong, url }) => !wrong && url.includes("://"))) lists.push(text.trim());
    else if (await actions.readMetalink(text)) offered = true;
    else nothing.push(file.name);
  }
  if (lists.length > 0) actions.openMany(lists.join("\n"));
  if (nothing.length > 0) actions.sayNothingIn(nothing);
  // Of two sentences, the one that can be mended.
  if (unreadable.length > 0) actions.sayUnreadable(unreadable);
  return offered ? "offers" : lists.length > 0 ? "many" : "ask";
}

/** Takes what was dropped on the page. Out: where it is to be seen. */
export async function takeDrop(
  actions: Parameters<typeof takeFiles>[0] & Parameters<typeof takeDropped>[0],
  { files, links, text }: Dropped,
): Promise<Arrived> {
  // A picture that is dragged from a page comes as a file, too; what it leads to is meant.
  const linked = addressesIn(links, "").length > 0;
  return files.length > 0 && !linked ? takeFiles(actions, files) : takeDropped(actions, links, text);
}

/** Takes links or a text that were dropped: one address into its field, several into theirs. Out: where it is to be seen. */
export function takeDropped(
  actions: Pick<Actions, "change" | "openMany" | "takeCurl" | "sayNoAddress">,
  links: string,
  text: string,
): Arrived {
  if (links === "" && takeText(actions, text)) return isList(text) ? "many" : "ask";
  const found = addressesIn(links, text);
  const [first] = found;
  if (first === undefined) actions.sayNoAddress();
  else if (found.length === 1) actions.change({ url: first });
  else actions.openMany(found.join("\n"));
  return found.length > 1 ? "many" : "ask";
}
