import { expect, test } from "vitest";
import { parseChecksum } from "../../../electron/engine/download/checksum.ts";
import { judge } from "../../../electron/engine/download/retry.ts";
import { rangeMap } from "../../../electron/engine/download/range-map.ts";
import { SpeedMeter } from "../../../electron/engine/download/speed.ts";
import { AppError } from "../../../electron/common/errors.ts";
import {
  parseContentRange,
  parseUnsatisfied,
  rangeHeader,
} from "../../../electron/engine/http/content-range.ts";
import { chooseFileName, safeFileName } from "../../../electron/engine/http/file-name.ts";
import { parseRetryAfter } from "../../../electron/engine/http/retry-after.ts";
import { likeness, type Identity } from "../../../electron/engine/http/validators.ts";

test.each([
  ["bytes 0-99/1000", { start: 0, end: 100, total: 1000 }],
  ["bytes 5-5/*", { start: 5, end: 6, total: null }],
  ["Bytes 0-0/1", { start: 0, end: 1, total: 1 }],
  ["bytes=0-99/1000", undefined],
  ["bytes 99-0/1000", undefined],
  ["bytes 0-1000/1000", undefined],
  ["bytes */1000", undefined],
  ["bytes 0-99/1000, bytes 0-99/1000", undefined],
  ["items 0-99/1000", undefined],
  [undefined, undefined],
])("Content-Range %j", (value, range) => {
  expect(parseContentRange(value)).toEqual(range);
});

test("a half-open range is inclusive on the wire", () => {
  expect(rangeHeader(0, 100)).toBe("bytes=0-99");
  expect(parseUnsatisfied("bytes */0")).toBe(0);
  expect(parseUnsatisfied("bytes 0-1/2")).toBeUndefined();
});

const latin1 = (bytes: Buffer) => bytes.toString("latin1");
const gbk = Buffer.from([0xd6, 0xd0, 0xce, 0xc4]); // 中文

test.each([
  ['attachment; filename="plain.zip"', "plain.zip"],
  ["attachment; filename=bare.zip", "bare.zip"],
  [`attachment; filename="${latin1(Buffer.from("中文.zip"))}"`, "中文.zip"],
  [`attachment; filename="${latin1(gbk)}.zip"`, "中文.zip"],
  ["attachment; filename=\"x.zip\"; filename*=UTF-8''na%C3%AFve%20file.bin", "naïve file.bin"],
  ['attachment; filename="%E4%B8%AD%E6%96%87.zip"', "中文.zip"],
  ['attachment; filename="../../evil.sh"', "evil.sh"],
  ['attachment; filename="..\\\\..\\\\evil.bat"', "evil.bat"],
  ["attachment; filename*=UTF-8''..%2F..%2Fevil", "evil"],
  ["attachment", "file.bin"],
  ["complete ; nonsense ; filename=", "file.bin"],
  [undefined, "file.bin"],
])("Content-Disposition %j gives %s", (value, name) => {
  expect(chooseFileName(value, new URL("https://host.example/dir/file.bin?x=1"))).toBe(name);
});

test.each([
  ["https://host.example/", "host.example"],
  ["https://host.example/dir/", "dir"],
  ["https://host.example/%E4%B8%AD.zip", "中.zip"],
  ["https://host.example/..%2F..%2Fx", "x"],
])("the address %s gives %s", (url, name) => {
  expect(chooseFileName(undefined, new URL(url))).toBe(name);
});

test.each([
  ["CON.txt", "_CON.txt"],
  ["nul", "_nul"],
  ["com1.tar.gz", "_com1.tar.gz"],
  [".bashrc", "bashrc"],
  ["a.exe. . ", "a.exe"],
  ["a\u0000b", "ab"],
  ["evil\u202Egnp.exe", "evilgnp.exe"],
  ['a<b>c:"d|e?f*g', "a_b_c__d_e_f_g"],
  ["...", "download"],
  ["", "download"],
  ["/etc/passwd", "passwd"],
])("the name %j is made %j", (name, safe) => {
  expect(safeFileName(name)).toBe(safe);
});

test("a long name keeps its extension and fits in 240 bytes", () => {
  const safe = safeFileName(`${"长".repeat(300)}.tar.gz`);
  expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(240);
  expect(safe).toMatch(/^长+\.gz$/);
});

const identity = (more: Partial<Identity>): Identity => ({
  total: 100,
  etag: null,
  lastModified: null,
  ...more,
});

test.each([
  [{ etag: '"a"' }, { etag: '"a"' }, "same"],
  [{ etag: '"a"', lastModified: "x" }, { etag: '"a"', lastModified: "x" }, "same"],
  [{ lastModified: "x" }, { lastModified: "x" }, "same"],
  [{ etag: 'W/"a"' }, { etag: 'W/"a"' }, "unproved"],
  [{ etag: '"a"', lastModified: "x" }, { etag: '"b"', lastModified: "x" }, "unproved"],
  [{}, {}, "unproved"],
  [{ etag: '"a"', lastModified: "x" }, { etag: '"b"', lastModified: "y" }, "different"],
  [{ etag: '"a"' }, { etag: '"a"', total: 99 }, "different"],
] as const)("%j and %j are %s", (a, b, expected) => {
  expect(likeness(identity(a), identity(b))).toBe(expected);
});

test.each([
  ["3", 3000],
  ["0", 0],
  ["1000000000", 60_000],
  ["Thu, 01 Jan 1970 00:00:10 GMT", 10_000],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["soon", undefined],
  [undefined, undefined],
])("Retry-After %j", (value, ms) => {
  expect(parseRetryAfter(value, 0)).toBe(ms);
});

test.each([
  [`sha256:${"A".repeat(64)}`, { algorithm: "sha256", hex: "a".repeat(64) }],
  [`SHA-256=${"a".repeat(64)}`, { algorithm: "sha256", hex: "a".repeat(64) }],
  ["d41d8cd98f00b204e9800998ecf8427e", { algorithm: "md5", hex: "d41d8cd98f00b204e9800998ecf8427e" }],
])("the checksum %s is read", (text, checksum) => {
  expect(parseChecksum(text)).toEqual(checksum);
});

test.each(["", "sha256:xyz", "sha256:abcd", "crc32:abcdef01", "abc"])(
  "the checksum %j is refused",
  (text) => {
    expect(() => parseChecksum(text)).toThrow(expect.objectContaining({ code: "bad-checksum" }));
  },
);

const fresh = { failures: 1, proved: false, others: false, retryAfterMs: undefined };

test("a passing failure is tried again, later each time; a lasting one is not", () => {
  const lost = new AppError("connection-lost", { host: "h", detail: "" });
  const proved = { ...fresh, proved: true };
  const waits = [1, 2, 3].map((failures) => judge(lost, { ...proved, failures }, 0.5));
  expect(waits).toEqual([375, 750, 1500].map((waitMs) => ({ kind: "retry", waitMs })));
  expect(judge(lost, { ...proved, failures: 8 }, 0)).toEqual({ kind: "out" });
  expect(judge(new AppError("http-status", { host: "h", status: 404 }), proved, 0)).toEqual({ kind: "out" });
  expect(
    judge(new AppError("http-status", { host: "h", status: 503 }), { ...fresh, retryAfterMs: 9000 }, 0),
  ).toEqual({
    kind: "retry",
    waitMs: 9000,
  });
  expect(judge(new AppError("file-changed", { host: "h", detail: "" }), proved, 0)).toEqual({ kind: "stop" });
});

test("a range map of any length stays small, in order and within the file", () => {
  const done = Array.from({ length: 5000 }, (_, index): [number, number, string] => [
    index * 10,
    index * 10 + 6,
    index % 2 ? "a" : "b",
  ]);
  const map = rangeMap(done, 50_000, ["b", "a"]);
  expect(map.length).toBeLessThanOrEqual(400);
  let at = 0;
  for (const [start, end, route] of map) {
    expect(start).toBeGreaterThanOrEqual(at);
    expect(end).toBeLessThanOrEqual(50_000);
    expect([0, 1]).toContain(route);
    at = end;
  }
});

test("a speed is what came in the window", () => {
  const meter = new SpeedMeter(1000);
  expect(meter.at(0)).toBe(0);
  for (let at = 0; at < 2000; at += 100) meter.add(100, at);
  expect(meter.at(2000)).toBeCloseTo(1000, -2);
  expect(meter.at(3500)).toBe(0);
});
