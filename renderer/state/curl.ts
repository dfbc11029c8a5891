/** A `curl` command as browsers copy it ("Copy as cURL"), read as a download. Pure. */
import { AppError, toFailure, type Failure } from "../../electron/common/errors.ts";
import { headerProblem } from "../../electron/common/request-headers.ts";
import { trySource } from "../../electron/common/source.ts";
import { shellWords } from "./shell-words.ts";

export type CurlRead =
  | { readonly kind: "none" }
  /** `what` is the part of the command that cannot be done: a method, a body. */
  | { readonly kind: "refused"; readonly what: string }
  | { readonly kind: "read"; readonly url: string; readonly headers: string; readonly name: string };

/** What an option means here: nothing, or a part of the request. Options that are in neither table are refused by name. */
type Meaning = "skip" | "method" | "header" | "cookie" | "referer" | "agent" | "user" | "name" | "url";

/** Options that are followed by a value. */
const valued: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["X", "method"],
  ["request", "method"],
  ["H", "header"],
  ["header", "header"],
  ["b", "cookie"],
  ["cookie", "cookie"],
  ["e", "referer"],
  ["referer", "referer"],
  ["A", "agent"],
  ["user-agent", "agent"],
  ["u", "user"],
  ["user", "user"],
  ["o", "name"],
  ["output", "name"],
  ["url", "url"],
  ["m", "skip"],
  ["max-time", "skip"],
  ["connect-timeout", "skip"],
  ["retry", "skip"],
  ["retry-delay", "skip"],
  ["limit-rate", "skip"],
  ["max-redirs", "skip"],
  ["w", "skip"],
  ["write-out", "skip"],
  ["c", "skip"],
  ["cookie-jar", "skip"],
  ["D", "skip"],
  ["dump-header", "skip"],
]);
/** Options without one, that change nothing of which file it is. `-k` is not followed: certificates stay checked. */
const plain = new Set([
  ..."LsSkfviOJRgN#q012346Z".split(""),
  "location",
  "location-trusted",
  "silent",
  "show-error",
  "insecure",
  "fail",
  "fail-with-body",
  "verbose",
  "include",
  "remote-name",
  "remote-header-name",
  "remote-time",
  "compressed",
  "globoff",
  "no-buffer",
  "progress-bar",
  "ipv4",
  "ipv6",
  "http1.0",
  "http1.1",
  "http2",
  "http2-prior-knowledge",
  "http3",
  "path-as-is",
  "create-dirs",
]);
/**
 * What a browser says of itself and of its cache: the file does not hang on it, relays would be kept from what they do not know, and
 * a condition may be answered without the file.
 */
const ofTheBrowser = /^(sec-.*|priority|upgrade-insecure-requests|dnt|pragma|cache-control|if-.*)$/;
/** Out: `none` where the text is no curl command with an address. */
export function readCurl(text: string): CurlRead {
  if (!/^\s*curl(\.exe)?\s/i.test(text)) return { kind: "none" };
  // Browsers put `;` or `&` between the commands of a list; a line that would go on may be the last that was copied.
  const words = shellWords(withoutEnd(text.trim()));
  if (!words) return { kind: "none" };
  let url = "";
  let name = "";
  const headers: string[] = [];
  const add = (line: string) => {
    const [field = "", ...rest] = line.split(":");
    // What Detour sets itself, and pseudo-headers of HTTP/2, stay out.
    const header = field.trim().toLowerCase();
    // curl takes `Name:` for a header to leave out.
    if (ofTheBrowser.test(header) || rest.join(":").trim() === "") return;
    if (headerProblem(header, rest.join(":").trim()) === undefined)
      headers.push(`${field.trim()}: ${rest.join(":").trim()}`);
  };
  const take = (meaning: Meaning, value: string, option: string): string | undefined => {
    if (meaning === "method") return value.toUpperCase() === "GET" ? undefined : value;
    // Without a sign of equality it names a file of cookies.
    if (meaning === "cookie" && !value.includes("=")) return option;
    if (meaning === "header") add(value);
    if (meaning === "cookie") add(`Cookie: ${value}`);
    if (meaning === "referer") add(`Referer: ${value}`);
    if (meaning === "agent") add(`User-Agent: ${value}`);
    if (meaning === "user") add(`Authorization: Basic ${base64(value)}`);
    if (meaning === "name") name = value.replace(/^.*[\\/]/, "");
    if (meaning === "url") return address(value);
    return undefined;
  };
  const address = (value: string): string | undefined => {
    if (url !== "") return "a second address";
    url = value;
    return undefined;
  };
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? "";
    let refused: string | undefined;
    if (word.startsWith("--")) {
      const [, option = "", equal] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
      const meaning = valued.get(option);
      if (meaning) refused = take(meaning, equal ?? words[++at] ?? "", word);
      else if (!plain.has(option)) refused = `--${option}`;
    } else if (word.startsWith("-") && word.length > 1) {
      // Several in one word; the first with a value takes the rest of it, or the next.
      for (let letter = 1; letter < word.length && refused === undefined; letter++) {
        const option = word[letter] ?? "";
        const meaning = valued.get(option);
        if (meaning) {
          refused = take(meaning, word.slice(letter + 1) || (words[++at] ?? ""), `-${option}`);
          break;
        }
        if (!plain.has(option)) refused = `-${option}`;
      }
    } else refused = address(word);
    if (refused !== undefined) return { kind: "refused", what: refused };
  }
  if (!trySource(url)) return { kind: "none" };
  return { kind: "read", url, name, headers: headers.join("\n") };
}

/** Without what may stand behind a command. Not by a pattern: that would look at each letter of a long run anew. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s;&\\^]/.test(text[end - 1] ?? "")) end--;
  return text.slice(0, end);
}

/** The failure of a command that is refused for this part of it. */
export function tooMuch(what: string): Failure {
  return toFailure(new AppError("not-available", { detail: `${what} is more than fetching one file` }));
}

/** RFC 7617: of the bytes in UTF-8. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
