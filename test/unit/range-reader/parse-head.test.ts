import { expect, test } from "vitest";
import { findHeadEnd, headBytes } from "../../../electron/engine/http/range-reader/find-head-end.ts";
import { fieldCount, fieldValue } from "../../../electron/engine/http/range-reader/fields.ts";
import { parseHead } from "../../../electron/engine/http/range-reader/parse-head.ts";
import { requestHead, requestTarget } from "../../../electron/engine/http/range-reader/request-head.ts";

const head = (...lines: string[]) => `${lines.join("\r\n")}\r\n\r\n`;
const ok = "HTTP/1.1 206 Partial Content";

const accepted: [what: string, text: string, status: number, length: number, keepAlive: boolean][] = [
  ["a part", head(ok, "Content-Length: 5"), 206, 5, true],
  ["an empty reason", head("HTTP/1.1 200 ", "Content-Length: 0"), 200, 0, true],
  ["no space after the colon", head(ok, "Content-Length:5"), 206, 5, true],
  ["tabs around a value", head(ok, "Content-Length: \t5\t "), 206, 5, true],
  ["leading zeros", head(ok, "Content-Length: 007"), 206, 7, true],
  ["an empty value", head(ok, "Content-Length: 5", "X-Empty:"), 206, 5, true],
  ["obs-text in a value", head(ok, "Content-Length: 5", "Location: /\xe4\xb8"), 206, 5, true],
  ["close", head(ok, "Content-Length: 5", "Connection: Close"), 206, 5, false],
  ["close in a list", head(ok, "Content-Length: 5", "Connection: x, close"), 206, 5, false],
  [
    "close in a second field",
    head(ok, "Content-Length: 5", "Connection: x", "Connection: close"),
    206,
    5,
    false,
  ],
  ["a refusal", head("HTTP/1.1 503 Busy", "Content-Length: 2", "Retry-After: 1"), 503, 2, true],
  ["a redirect", head("HTTP/1.1 302 Found", "Content-Length: 0", "Location: /a"), 302, 0, true],
  ["204 without a length", head("HTTP/1.1 204 No Content"), 204, 0, true],
  ["304 without a length", head("HTTP/1.1 304 Not Modified"), 304, 0, true],
];

test.each(accepted)("takes %s", (_what, text, status, length, keepAlive) => {
  expect(parseHead(text)).toMatchObject({ kind: "head", status, length, keepAlive });
});

const odd: [what: string, text: string][] = [
  ["HTTP/1.0", head("HTTP/1.0 206 Partial", "Content-Length: 5")],
  ["HTTP/1.2", head("HTTP/1.2 206 Partial", "Content-Length: 5")],
  ["HTTP/2", head("HTTP/2 206", "Content-Length: 5")],
  ["another protocol", head("ICY 200 OK", "Content-Length: 5")],
  ["lower case", head("http/1.1 200 OK", "Content-Length: 5")],
  ["two spaces before the status", head("HTTP/1.1  206 x", "Content-Length: 5")],
  ["no space after the status", head("HTTP/1.1 206", "Content-Length: 5")],
  ["a status of two digits", head("HTTP/1.1 20 x", "Content-Length: 5")],
  ["a status of four digits", head("HTTP/1.1 2060 x", "Content-Length: 5")],
  ["a status of 600", head("HTTP/1.1 600 x", "Content-Length: 5")],
  ["a status of 000", head("HTTP/1.1 000 x", "Content-Length: 5")],
  ["a control character in the reason", head("HTTP/1.1 206 a\x01b", "Content-Length: 5")],
  ["no length", head(ok, "Content-Range: bytes 0-4/5")],
  ["chunked", head(ok, "Transfer-Encoding: chunked")],
  ["identity", head(ok, "Transfer-Encoding: identity")],
  ["an empty coding", head(ok, "Transfer-Encoding:")],
  ["one length twice", head(ok, "Content-Length: 5", "Content-Length: 5")],
  ["one length in a list", head(ok, "Content-Length: 5, 5")],
  ["a length of 16 digits", head(ok, "Content-Length: 9007199254740993")],
  ["a space before a colon", head(ok, "Content-Length : 5")],
  ["a space before a name", head(ok, " Content-Length: 5")],
  ["a folded line", head(ok, "Content-Length: 5", "X-A: b", "\tc")],
  ["a bare LF between fields", head(ok, "X-A: b\nContent-Length: 5")],
  ["a bare CR in a value", head(ok, "Content-Length: 5", "X-A: b\rc")],
  ["a bare CR after a value", head(ok, "Content-Length: 5\r")],
  ["NUL in a value", head(ok, "Content-Length: 5", "X-A: b\0c")],
  ["NUL in a name", head(ok, "Content-Length: 5", "X\0A: b")],
  ["DEL in a value", head(ok, "Content-Length: 5", "X-A: b\x7fc")],
  ["no colon", head(ok, "Content-Length: 5", "X-A")],
  ["an empty name", head(ok, "Content-Length: 5", ": b")],
  ["obs-text in a name", head(ok, "Content-Length: 5", "X-\xe9: b")],
  ["too many fields", head(ok, "Content-Length: 5", ...Array.from({ length: 200 }, (_, at) => `X-${at}: 1`))],
  ["switching protocols", head("HTTP/1.1 101 Switching", "Upgrade: x")],
  ["102", head("HTTP/1.1 102 Processing")],
  ["204 with a length", head("HTTP/1.1 204 No Content", "Content-Length: 5")],
  ["304 with a length", head("HTTP/1.1 304 Not Modified", "Content-Length: 5")],
  ["no end", `${ok}\r\nContent-Length: 5\r\n`],
  ["nothing", ""],
];

test.each(odd)("leaves %s to a full client", (_what, text) => {
  expect(parseHead(text).kind).toBe("odd");
});

const bad: [what: string, text: string][] = [
  ["two lengths", head(ok, "Content-Length: 5", "Content-Length: 6")],
  ["two lengths in a list", head(ok, "Content-Length: 5, 6")],
  ["the same length written otherwise", head(ok, "Content-Length: 5", "Content-Length: 05")],
  ["length and coding", head(ok, "Content-Length: 5", "Transfer-Encoding: chunked")],
  ["coding and length", head(ok, "Transfer-Encoding: x", "Content-Length: 5")],
  ["a signed length", head(ok, "Content-Length: +5")],
  ["a negative length", head(ok, "Content-Length: -5")],
  ["a hexadecimal length", head(ok, "Content-Length: 0x5")],
  ["a length with a fraction", head(ok, "Content-Length: 5.0")],
  ["a length in words", head(ok, "Content-Length: five")],
  ["an empty length", head(ok, "Content-Length:")],
  ["a length with a rest", head(ok, "Content-Length: 5 6")],
  ["an interim answer with a length", head("HTTP/1.1 100 Continue", "Content-Length: 5")],
];

test.each(bad)("refuses %s", (_what, text) => {
  expect(parseHead(text).kind).toBe("bad");
});

test("skips the interim answers that mean nothing to a GET", () => {
  expect(parseHead(head("HTTP/1.1 100 Continue"))).toEqual({ kind: "interim" });
  expect(parseHead(head("HTTP/1.1 103 Early Hints", "Link: </a>"))).toEqual({ kind: "interim" });
});

function idleMs(value: string): unknown {
  const parsed = parseHead(head(ok, "Content-Length: 5", `Keep-Alive: ${value}`));
  return parsed.kind === "head" ? parsed.idleMs : parsed.kind;
}

test("says how long the server keeps a connection", () => {
  expect(idleMs("timeout=5, max=100")).toBe(5000);
  expect(idleMs("max=100, timeout=7")).toBe(7000);
  expect(idleMs("max=100")).toBeUndefined();
});

test("joins fields of one name as Node does", () => {
  const fields = [
    ["etag", '"a"'],
    ["etag", '"b"'],
    ["content-range", "bytes 0-4/9"],
    ["content-range", "bytes 0-4/8"],
  ] as const;
  expect(fieldValue(fields, "etag")).toBe('"a"');
  expect(fieldValue(fields, "content-range")).toBe("bytes 0-4/9, bytes 0-4/8");
  expect(fieldCount(fields, "content-range")).toBe(2);
  expect(fieldValue(fields, "x")).toBeUndefined();
});

/** As if the bytes came one at a time. */
function endByBytes(text: string): number | "odd" {
  const bytes = Buffer.from(text, "latin1");
  for (let searched = 0; searched < bytes.length; searched++) {
    const end = findHeadEnd(bytes, 0, searched, searched + 1);
    if (end !== -1) return end;
  }
  return -1;
}

const ends: [what: string, text: string, end: number | "odd"][] = [
  ["an end", "a\r\nb\r\n\r\nbody\n", 8],
  ["no end yet", "a\r\nb\r\n\r", -1],
  ["a bare LF", "a\r\nb\nc", "odd"],
  ["two bare LF", "a\n\n", "odd"],
  ["CR LF LF", "a\r\n\n", "odd"],
  ["LF first", "\na\r\n\r\n", "odd"],
  ["an empty line first", "\r\na\r\n\r\n", "odd"],
  ["too long a head", "a".repeat(headBytes), "odd"],
];

test.each(ends)("finds %s, whole or in pieces", (_what, text, end) => {
  const bytes = Buffer.from(text, "latin1");
  expect(findHeadEnd(bytes, 0, 0, bytes.length)).toBe(end);
  expect(endByBytes(text)).toBe(end);
});

test("does not look at bytes that have not come", () => {
  expect(findHeadEnd(Buffer.from("a\r\n\r\n"), 0, 0, 4)).toBe(-1);
});

const target = (text: string) => requestTarget(new URL(text));

test("the target is the address's path and query, byte for byte", () => {
  expect(target("http://h/a%2Fb/../c;d?e=%41&f#g")).toBe("/c;d?e=%41&f");
  expect(target("http://h/a?")).toBe("/a?");
  expect(target("http://h?x")).toBe("/?x");
  expect(target("http://h/a?b?c#")).toBe("/a?b?c");
  expect(target("http://[::1]:8080/x//y")).toBe("/x//y");
});

const text = (url: string, headers = {}) => requestHead(new URL(url), headers)?.toString("latin1");

test("a request names its host without a default port, and the caller's fields win", () => {
  expect(text("http://h:80/a", { Range: "bytes=0-4", "User-Agent": "x" })).toBe(
    "GET /a HTTP/1.1\r\nhost: h\r\naccept-encoding: identity\r\nuser-agent: x\r\nconnection: keep-alive\r\nrange: bytes=0-4\r\n\r\n",
  );
  expect(text("https://[::1]:8443/")).toMatch(/^GET \/ HTTP\/1\.1\r\nhost: \[::1\]:8443\r\n/);
});

test("fields that frame or route a request, and credentials in the address, are for a full client", () => {
  const plain = new URL("http://h/");
  for (const name of ["Host", "Content-Length", "Transfer-Encoding", "Expect", "Upgrade", "TE", "Trailer"]) {
    expect(requestHead(plain, { [name]: "1" })).toBeUndefined();
  }
  expect(requestHead(new URL("http://user:pw@h/"), {})).toBeUndefined();
});

test.each([
  ["x", "a\r\nb: c"],
  ["x", "a\nb"],
  ["x", "a\rb"],
  ["x", "a\0b"],
  ["x", "中"],
  ["x\r\ny", "a"],
  ["x:", "a"],
  ["", "a"],
])("what cannot stand in a head is refused: %j %j", (name, value) => {
  expect(() => requestHead(new URL("http://h/"), { [name]: value })).toThrow(
    expect.objectContaining({ code: "invalid-request" }),
  );
});

test("a refusal does not name the value", () => {
  expect(() => requestHead(new URL("http://h/"), { authorization: "SECRET\n" })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("SECRET") }),
  );
});
