/** A `curl` command as browsers copy it ("Copy as cURL"), read as a download. Pure. */
import { headerProblem } from "../../electron/common/request-headers.ts";
import { isSource } from "./ask.ts";
import { shellWords } from "./shell-words.ts";

export type CurlRead =
  | { readonly kind: "none" }
  /** `what` is the part of the command that cannot be done: a method, a body. */
  | { readonly kind: "refused"; readonly what: string }
  | { readonly kind: "read"; readonly url: string; readonly headers: string; readonly name: string };

/** Options that are followed by a value and say nothing of the file. */
const ignored = new Set([
  "--max-time",
  "-m",
  "--connect-timeout",
  "--retry",
  "--limit-rate",
  "-w",
  "--write-out",
]);
/**
 * What a browser says of itself and of its cache: the file does not hang on it, relays would be kept from what they do not know, and
 * a condition may be answered without the file.
 */
const ofTheBrowser = /^(sec-.*|priority|upgrade-insecure-requests|dnt|pragma|cache-control|if-.*)$/;
const bodies = /^(-d|--data(-raw|-binary|-urlencode|-ascii)?|-F|--form|-T|--upload-file|--json)$/;

/** Out: `none` where the text is no curl command with an address. */
export function readCurl(text: string): CurlRead {
  if (!/^\s*curl(\.exe)?\s/i.test(text)) return { kind: "none" };
  const words = shellWords(text.trim());
  if (!words) return { kind: "none" };
  let url = "";
  let name = "";
  const headers: string[] = [];
  const add = (line: string) => {
    const [field = "", ...rest] = line.split(":");
    // What Detour sets itself, and pseudo-headers of HTTP/2, stay out.
    const header = field.trim().toLowerCase();
    if (ofTheBrowser.test(header)) return;
    if (headerProblem(header, rest.join(":").trim()) === undefined)
      headers.push(`${field.trim()}: ${rest.join(":").trim()}`);
  };
  for (let at = 1; at < words.length; at++) {
    const whole = words[at] ?? "";
    const [, short, joined] = /^(-[HbeAoXdm])(.+)$/s.exec(whole) ?? [];
    const [, long, equal] = /^(--[a-z-]+)=(.*)$/s.exec(whole) ?? [];
    const word = short ?? long ?? whole;
    const value = () => joined ?? equal ?? words[++at] ?? "";
    if (word === "-I" || word === "--head") return { kind: "refused", what: word };
    if (bodies.test(word)) return { kind: "refused", what: word };
    if (word === "-X" || word === "--request") {
      const method = value();
      if (method.toUpperCase() !== "GET") return { kind: "refused", what: method };
    } else if (word === "-H" || word === "--header") add(value());
    else if (word === "-b" || word === "--cookie") add(`Cookie: ${value()}`);
    else if (word === "-e" || word === "--referer") add(`Referer: ${value()}`);
    else if (word === "-A" || word === "--user-agent") add(`User-Agent: ${value()}`);
    else if (word === "-o" || word === "--output") name = value().replace(/^.*[\\/]/, "");
    else if (word === "--url") url = value();
    else if (ignored.has(word)) value();
    else if (!word.startsWith("-")) url ||= word;
  }
  if (!isSource(url)) return { kind: "none" };
  return { kind: "read", url, name, headers: headers.join("\n") };
}
