/** Reads requests from raw bytes: enough of HTTP/1.1 for GET and HEAD, so that answers can break every rule. */

export interface ParsedRequest {
  readonly method: string;
  readonly url: string;
  readonly version: string;
  /** Names in lower case; the values of a repeated field are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
}

const longestHead = 64 * 1024;

/** Takes the bytes of one connection as they come; gives whole requests. Bodies are not supported. */
export class RequestParser {
  #text = "";

  /** Adds bytes. Throws where they cannot become a request. */
  add(bytes: Buffer): void {
    this.#text += bytes.toString("latin1");
    if (this.#text.length > longestHead) throw new Error("the head of the request is too long");
  }

  /** The next whole request, or undefined until more bytes come. */
  next(): ParsedRequest | undefined {
    const end = this.#text.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const [first = "", ...lines] = this.#text.slice(0, end).split("\r\n");
    this.#text = this.#text.slice(end + 4);
    const [method = "", url = "", version = ""] = first.split(" ");
    const headers: Record<string, string> = Object.create(null);
    for (const line of lines) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
    }
    return { method, url, version, headers };
  }
}
