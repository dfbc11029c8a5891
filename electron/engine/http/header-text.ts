/** Text in headers and addresses, in the many ways in which servers write what is not ASCII. */

/** Bytes as text in a charset by its name (WHATWG Encoding labels). Out: undefined where they are not that, or it is unknown. */
function decodeAs(charset: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Bytes of unknown charset: UTF-8 if they are that, else GB 18030 (which holds GBK), else latin1. Where every byte beyond
 * ASCII stands alone (`na\xefve`), they are latin1: what GB 18030 makes of such bytes is not a word.
 */
function guess(bytes: Uint8Array): string {
  const latin1 = Buffer.from(bytes).toString("latin1");
  const paired = /[\u0080-\u00ff]{2}/.test(latin1);
  return decodeAs("utf-8", bytes) ?? (paired ? decodeAs("gb18030", bytes) : undefined) ?? latin1;
}

/** A header's value as Node gives it (one character a byte) as the text that its bytes stand for. Never throws. */
export function decodeRaw(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value) || /[^\u0000-\u00ff]/.test(value)) return value;
  return guess(Buffer.from(value, "latin1"));
}

/** %-escapes of UTF-8 or GBK bytes as text; escapes that are broken stay as they are. Never throws. */
export function decodePercent(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) => guess(percentBytes(escapes)));
}

/**
 * An extended value `charset'language'text` (RFC 8187, 3.2.1), in any charset that this system knows. Out: undefined where
 * it is broken.
 */
export function decodeExtended(value: string): string | undefined {
  const match = /^([\w.:+-]+)'[^']*'(.*)$/s.exec(value);
  const [, charset = "", text = ""] = match ?? [];
  if (!match || /%(?![0-9a-f]{2})/i.test(text) || /[^\u0000-\u007f]/.test(text)) return undefined;
  return decodeAs(charset, percentBytes(text));
}

/** Encoded words, `=?charset?B?...?=` or `?Q?` (RFC 2047), in a text. What is broken stays as it is. Never throws. */
export function decodeWords(text: string): string {
  // White space between two encoded words is not part of the text (RFC 2047, 6.2).
  const joined = text.replaceAll(/(\?=)\s+(?==\?)/g, "$1");
  return joined.replaceAll(
    /=\?([\w.:+-]+)(?:\*[\w-]*)?\?([bq])\?([^?\s]*)\?=/gi,
    (whole, charset: string, kind: string, word: string) =>
      decodeAs(charset, kind.toLowerCase() === "b" ? Buffer.from(word, "base64") : quotedBytes(word)) ??
      whole,
  );
}

/** The bytes of a text with %-escapes; the rest of it must be ASCII. */
function percentBytes(text: string): Uint8Array {
  return Buffer.from(
    text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

/** The bytes of a word in the Q encoding (RFC 2047, 4.2). */
function quotedBytes(word: string): Uint8Array {
  return percentBytes(
    word
      .replaceAll("%", "%25")
      .replaceAll("_", "%20")
      .replaceAll(/=([0-9a-f]{2})/gi, "%$1"),
  );
}
