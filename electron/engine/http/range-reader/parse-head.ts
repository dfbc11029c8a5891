/**
 * The head of an HTTP/1.1 answer to a GET, read strictly (RFC 9112 and 9110). Pure. Only what is plainly right is a head;
 * what may be legal but is unusual is left to a full client; what can only be meant to confuse is refused.
 */

/** An answer whose body is exactly `length` bytes. */
export interface Head {
  readonly kind: "head";
  readonly status: number;
  /** In the order of their coming; names in lower case, values as latin1 without space around them. */
  readonly fields: readonly Field[];
  readonly length: number;
  /** Whether the connection may carry another request after the body. */
  readonly keepAlive: boolean;
  /** How long the server says it keeps an idle connection, milliseconds (`Keep-Alive: timeout=`). */
  readonly idleMs: number | undefined;
}

export type Field = readonly [name: string, value: string];

export type ParsedHead =
  | Head
  /** 100 or 103: the answer itself is still to come. */
  | { readonly kind: "interim" }
  /** A full client is to repeat the request. */
  | { readonly kind: "odd"; readonly why: string }
  /** Two readers could disagree on where the body ends: nothing of it is to be believed. */
  | { readonly kind: "bad"; readonly why: string };

const statusLine = /^HTTP\/1\.1 ([1-5]\d\d) [\t\x20-\x7e\x80-\xff]*$/;
// No space before the colon, no control characters in the value, no continuation lines (RFC 9112, 5.1 and 5.2).
const fieldLine =
  /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*$/;
const fewFields = 200;

const odd = (why: string): ParsedHead => ({ kind: "odd", why });
const bad = (why: string): ParsedHead => ({ kind: "bad", why });

/** In: a head, from the status line up to and with the empty line, as latin1 text. */
export function parseHead(text: string): ParsedHead {
  if (!text.endsWith("\r\n\r\n")) return odd("its head does not end");
  const [first = "", ...lines] = text.slice(0, -4).split("\r\n");
  const status = Number(statusLine.exec(first)?.[1] ?? 0);
  if (status === 0) return odd("its status line is unusual");
  if (lines.length > fewFields) return odd("it has too many header fields");
  const fields: Field[] = [];
  for (const line of lines) {
    const match = fieldLine.exec(line);
    if (!match) return odd("a header field is unusual");
    fields.push([(match[1] ?? "").toLowerCase(), match[2] ?? ""]);
  }
  return frame(status, fields);
}

/** Where the body ends (RFC 9112, 6.3), and what becomes of the connection. */
function frame(status: number, fields: readonly Field[]): ParsedHead {
  const valuesOf = (name: string) => fields.flatMap(([one, value]) => (one === name ? [value] : []));
  const lengths = valuesOf("content-length").flatMap((value) => value.split(",").map((one) => one.trim()));
  const coded = valuesOf("transfer-encoding").length > 0;
  if (coded && lengths.length > 0) return bad("Content-Length beside Transfer-Encoding");
  if (lengths.some((one) => !/^\d+$/.test(one))) return bad("its Content-Length is no number");
  if (lengths.some((one) => one !== lengths[0])) return bad("two lengths");
  if (coded) return odd("it has a transfer coding");
  if (lengths.length > 1) return odd("its length comes twice");
  const [said] = lengths;
  // Fifteen digits are below 2^53, and more than any file.
  if (said !== undefined && said.length > 15) return odd("its length is very large");
  if (status < 200) {
    if (said !== undefined) return bad("an interim answer with a length");
    return status === 100 || status === 103 ? { kind: "interim" } : odd(`an interim answer ${status}`);
  }
  const bodiless = status === 204 || status === 304;
  if (bodiless && said !== undefined && Number(said) > 0) return odd(`a length with status ${status}`);
  if (!bodiless && said === undefined) return odd("it has no length");
  const options = valuesOf("connection").flatMap((value) => value.toLowerCase().split(","));
  const idle = /(?:^|[,\s])timeout=(\d{1,6})(?:$|[,\s])/i.exec(valuesOf("keep-alive").join(","))?.[1];
  return {
    kind: "head",
    status,
    fields,
    length: Number(said ?? 0),
    keepAlive: !options.some((option) => option.trim() === "close"),
    idleMs: idle === undefined ? undefined : Number(idle) * 1000,
  };
}
