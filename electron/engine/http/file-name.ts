/** The name a download gets: the server's, made safe; it never leaves its folder and never surprises. */
import { parse } from "content-disposition";

const maxBytes = 240; // file systems allow 255; the rest is for ` (12)` and the unfinished part's ending
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/i;

/**
 * Chooses a file's name. In: the Content-Disposition value as Node gives it (bytes as latin1) or undefined, and the URL
 * of the answer. Out: a safe name; from `filename*`, then `filename`, then the URL's path, then its host.
 */
export function chooseFileName(disposition: string | undefined, url: URL): string {
  const named = disposition === undefined ? undefined : dispositionName(disposition);
  if (named !== undefined && named.trim() !== "") return safeFileName(named);
  const segment = url.pathname.split("/").findLast((part) => part !== "") ?? "";
  return safeFileName(segment === "" ? url.hostname : decodeUrl(segment));
}

function dispositionName(value: string): string | undefined {
  try {
    const { parameters } = parse(value);
    const name = parameters["filename"];
    if (name === undefined) return undefined;
    // A name from filename* is Unicode already; one from filename is the raw bytes, one character each.
    return /;\s*filename\*\s*=/i.test(value) ? name : decodeRaw(name);
  } catch {
    // What the grammar refuses, other programs still accept: take the quoted or bare name.
    const loose = /filename\s*=\s*(?:"([^"]*)"|([^;]*))/i.exec(value);
    const name = loose?.[1] ?? loose?.[2];
    return name === undefined ? undefined : decodeRaw(name.trim());
  }
}

/** Raw header bytes as text: UTF-8 if they are that, else GB 18030 (which holds GBK), else latin1; then %-escapes. */
function decodeRaw(latin1: string): string {
  return decodeUrl(decodeBytes(latin1));
}

function decodeBytes(latin1: string): string {
  if (!/[\u0080-\u00ff]/.test(latin1)) return latin1;
  const bytes = Buffer.from(latin1, "latin1");
  for (const encoding of ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not this one: try the next.
    }
  }
  return latin1;
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Makes a text a file name that is safe on every system: no path, control, bidi or reserved characters, no device names,
 * no leading or trailing dot or space, at most 240 bytes of UTF-8 with the extension kept. Never empty.
 */
export function safeFileName(text: string): string {
  const base = text.split(/[/\\]/).findLast((part) => part.replaceAll(/[.\s]/g, "") !== "") ?? "";
  const clean = base
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
    .replaceAll(/[<>:"|?*]/g, "_")
    .replaceAll(/[\ud800-\udfff]/gu, "_")
    .replace(/^[.\s]+/, "")
    .replace(/[.\s]+$/, "");
  const [stem, extension] = splitExtension(clean === "" ? "download" : clean);
  // The part before the first dot decides whether Windows takes it for a device.
  const safeStem = reserved.test(stem.split(".", 1)[0] ?? "") ? `_${stem}` : stem;
  return shorten(safeStem, maxBytes - Buffer.byteLength(extension)) + extension;
}

/** `["archive.tar", ".gz"]`: the last dot's part, where it is short enough to be an extension. */
export function splitExtension(name: string): readonly [string, string] {
  const dot = name.lastIndexOf(".");
  return dot <= 0 || name.length - dot > 16 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
}

function shorten(text: string, bytes: number): string {
  let size = 0;
  let kept = "";
  for (const char of text) {
    size += Buffer.byteLength(char);
    if (size > bytes) break;
    kept += char;
  }
  return kept;
}
