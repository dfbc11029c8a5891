/**
 * Reads the head of a proxy's answer to CONNECT. In: status line and fields with the empty line. Out: the status;
 * undefined where it is no HTTP/1 head (RFC 9112, sections 4 and 5).
 */
export function parseHead(text: string): number | undefined {
  const [line = "", ...fields] = text.slice(0, -4).split("\r\n");
  const status = /^HTTP\/1\.[01] ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/.exec(line)?.[1];
  const wellFormed = fields.every((field) =>
    /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*$/.test(field),
  );
  return status !== undefined && wellFormed ? Number(status) : undefined;
}
