import { expect, test } from "vitest";
import {
  fill,
  isErrorCode,
  sentences,
  toFailure,
  fromFailure,
  AppError,
} from "../../../electron/common/errors.ts";
import { parseSource, redactUrl } from "../../../electron/common/source.ts";
import {
  formatBytes,
  formatDuration,
  formatSpeed,
  parseBytes,
  significant,
} from "../../../electron/common/units.ts";

test.each([
  [0, "0 B"],
  [1, "1 B"],
  [999, "999 B"],
  [1000, "1.00 kB"],
  [12_345, "12.3 kB"],
  [999_499, "999 kB"],
  [999_999, "1.00 MB"],
  [999_999_999, "1.00 GB"],
  [1_420_000_000, "1.42 GB"],
  [100_000_000_000, "100 GB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("speeds have three digits", () => {
  expect(formatSpeed(11_400_000)).toBe("11.4 MB/s");
  expect(significant(0.9999)).toBe("1.00");
  expect(significant(0.28412)).toBe("0.284");
});

test.each([
  [0, "0 s"],
  [0.44, "0.4 s"],
  [12, "12 s"],
  [59.6, "1 min"],
  [124, "2 min 4 s"],
  [3599.9, "1 h"],
  [5040, "1 h 24 min"],
  [90_000, "1 d 1 h"],
  [Infinity, "unknown"],
  [-1, "unknown"],
])("%d seconds are %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([
  ["500k", 500_000],
  ["2M", 2_000_000],
  ["1.5 MB/s", 1_500_000],
  ["10MiB", 10_485_760],
  ["7", 7],
  ["0", undefined],
  ["-1", undefined],
  ["2X", undefined],
  ["", undefined],
])("%j is %s bytes", (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each([
  ["https://Example.com/a%2Fb?x=%2f#part", "https://example.com/a%2Fb?x=%2f"],
  ["  http://h/ ", "http://h/"],
  ["example.com/file.zip", "https://example.com/file.zip"],
  ["example.com:8080/file.zip", "https://example.com:8080/file.zip"],
])("the source %j is %s", (typed, href) => {
  expect(parseSource(typed).href).toBe(href);
});

test.each([
  ["ftp://host/file", "unsupported-scheme"],
  ["magnet:?xt=urn:btih:0", "unsupported-scheme"],
  ["file:///etc/passwd", "unsupported-scheme"],
  ["hello", "bad-url"],
  ["", "bad-url"],
  ["http://", "bad-url"],
  ["https://exa mple.com/", "bad-url"],
])("%j is refused as %s", (typed, code) => {
  expect(() => parseSource(typed)).toThrow(expect.objectContaining({ code }));
});

test("what a person sees of a URL has no query and no credentials", () => {
  expect(redactUrl("https://user:secret@host:8443/path?sig=secret#x")).toBe("https://host:8443/path");
});

test.each([
  "http://?sig=secret",
  "http://user:secret@[::/f",
  "https://secret@exa mple.com/",
  "user:secret@host/f",
  "secret:pw@host/f",
  "http://user:secret@",
])("the mistake in the address %j is told without its secret", (typed) => {
  expect(() => parseSource(typed)).toThrow(expect.objectContaining({ code: "bad-url" }));
  expect(() => parseSource(typed)).not.toThrow(/secret/);
});

test("a sentence takes its parameters, and every sentence ends as one", () => {
  expect(fill("{a} and {b}", { a: 1 })).toBe("1 and {b}");
  for (const sentence of Object.values(sentences)) expect(sentence).toMatch(/^[A-Z{].*[.}]$/);
  expect(isErrorCode("toString")).toBe(false);
});

test("an error survives as data", () => {
  const error = new AppError("http-status", { host: "h", status: 404 });
  expect(fromFailure(toFailure(error))).toMatchObject({ code: "http-status", message: error.message });
  expect(toFailure(new Error("boom"))).toMatchObject({ code: "internal", params: { detail: "boom" } });
});
