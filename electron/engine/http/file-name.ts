/** The name a download gets: the server's, made safe; it never leaves its folder and never surprises. */
import { parse } from "content-disposition";
import { decodeExtended, decodePercent, decodeRaw, decodeWords } from "./header-text.ts";

const maxBytes = 240; // file systems allow 255; the rest is for ` (12)` and the unfinished part's ending

/** Windows takes these for devices, whatever extension follows. */
const device = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;

/**
 * Windows acts on these by their mere presence in a folder, or hides what they are (Chromium, filename_util_internal.cc,
 * and its list of dangerous types): links, `.local`, a CLSID as an extension, a folder's own settings.
 */
const integrated =
  /(\.(lnk|local|url|scf|pif|library-ms|search-ms|searchconnector-ms)|\.\{[^{}]*\}|^desktop\.ini|^thumbs\.db)$/i;

/**
 * Chooses a file's name. In: the Content-Disposition value as Node gives it (a character a byte) or undefined, the URL at
 * the end of the redirects, and the source where they began. Out: a safe name; from `filename*`, then `filename`, then the
 * last part of the URL's path, then of the source's, then the host. Never from a query: that may be a secret.
 */
export function chooseFileName(disposition: string | undefined, url: URL, source: URL = url): string {
  const candidates = [
    ...(disposition === undefined ? [] : dispositionNames(disposition)),
    lastPart(url),
    lastPart(source),
    source.hostname,
  ];
  for (const candidate of candidates) {
    const name = candidate === undefined ? undefined : clean(candidate);
    if (name !== undefined) return name;
  }
  return safeFileName("");
}

/**
 * Makes a text a file name that is safe on every system: no path, control, bidi or invisible characters, none that a file
 * system forbids, no device names, no leading or trailing dot or space, Unicode in its composed form (NFC), at most 240
 * bytes of UTF-8 with the extension kept. Never empty. A safe name is left as it is.
 */
export function safeFileName(text: string): string {
  return clean(text) ?? "download";
}

/** `["archive.tar", ".gz"]`: the last dot's part, where it is short enough to be an extension. */
export function splitExtension(name: string): readonly [string, string] {
  const dot = name.lastIndexOf(".");
  return dot <= 0 || name.length - dot > 16 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
}

/** What Content-Disposition says, best first: `filename*` (RFC 6266, 4.3), then `filename`. */
function dispositionNames(value: string): readonly (string | undefined)[] {
  // Bytes become text before quotes are looked for: in GBK the second byte of a character may be a backslash.
  const { parameters } = parse(decodeRaw(value), { extended: false });
  const extended = parameters["filename*"];
  const plain = parameters["filename"];
  return [
    extended === undefined ? undefined : decodeExtended(extended),
    plain === undefined ? undefined : decodePlain(plain),
  ];
}

/** What servers put into `filename`, which has no charset of its own: encoded words (RFC 2047), or %-escapes. */
function decodePlain(text: string): string {
  const decoded = decodeWords(text);
  return decoded === text ? decodePercent(text) : decoded;
}

function lastPart(url: URL): string | undefined {
  const part = url.pathname.split("/").findLast((one) => one !== "");
  return part === undefined ? undefined : decodePercent(part);
}

/** The safe name in a text; undefined where nothing of it is left. */
function clean(text: string): string | undefined {
  const visible = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu, "");
  const base = visible.split(/[/\\]/).findLast((part) => /[^.\s]/.test(part)) ?? "";
  let name = base
    .normalize("NFC")
    .replaceAll(/[<>:"|?*]/g, "_")
    .replaceAll(/\p{Cs}/gu, "_")
    .replace(/^[.\s]+/, "");
  // Cutting may uncover another bad ending, so until nothing changes any more.
  for (;;) {
    const next = shorten(disarm(name.replace(/[.\s]+$/, "")));
    if (next === name) return name === "" ? undefined : name;
    name = next;
  }
}

function disarm(name: string): string {
  // The part before the first dot decides whether Windows takes it for a device; spaces before the dot do not count.
  const first = (name.split(".", 1)[0] ?? "").trimEnd();
  const safe = device.test(first) ? `_${name}` : name;
  return integrated.test(safe) ? `${safe}.download` : safe;
}

/** At most 240 bytes; characters beyond U+FFFF, two units long, are not cut in half. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const [stem, extension] = splitExtension(name);
  let left = maxBytes - Buffer.byteLength(extension);
  let kept = "";
  for (const char of stem) {
    left -= Buffer.byteLength(char);
    if (left < 0) break;
    kept += char;
  }
  return kept + extension;
}
