import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseFileName, safeFileName } from "../../../electron/engine/http/file-name.ts";

/** A header's value as Node gives it: one character a byte. */
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string))).toString("latin1");

const gbk = [0xd6, 0xd0, 0xce, 0xc4]; // 中文
const gbkBase64 = Buffer.from(gbk).toString("base64");
const utf8Base64 = Buffer.from("中文.zip").toString("base64");

describe("HTTP.md 3, row 15: the file's name", () => {
  /** The rows of HTTP.md's file-name table, and more of their kind. */
  test.each([
    ["raw GBK", bytes('attachment; filename="', gbk, '.zip"'), "中文.zip"],
    [
      "raw GBK, second byte a backslash",
      bytes('attachment; filename="', [0x81, 0x5c], gbk, '.zip"'),
      "乗中文.zip",
    ],
    [
      "raw GBK, a backslash byte before the quote",
      bytes('attachment; filename="', gbk, [0x81, 0x5c], '"'),
      "中文乗",
    ],
    ["raw GBK, bare", bytes("attachment; filename=", gbk, ".zip"), "中文.zip"],
    ["raw UTF-8", bytes('attachment; filename="中文.zip"'), "中文.zip"],
    ["raw latin1", bytes('attachment; filename="na', [0xef], 've.zip"'), "naïve.zip"],
    ["filename*", "attachment; filename*=UTF-8''na%C3%AFve%20file.bin", "naïve file.bin"],
    ["filename* after filename", "attachment; filename=\"x.zip\"; filename*=UTF-8''y.zip", "y.zip"],
    ["filename* before filename", "attachment; filename*=UTF-8''y.zip; filename=\"x.zip\"", "y.zip"],
    ["filename* in latin1", "attachment; filename*=iso-8859-1'en'na%EFve.zip", "naïve.zip"],
    ["filename* in GBK", "attachment; filename*=GBK''%D6%D0%CE%C4.zip", "中文.zip"],
    ["filename* with quotes", "attachment; filename*=\"UTF-8''y.zip\"", "y.zip"],
    ["filename* with a broken escape", "attachment; filename*=UTF-8''a%E4%zz.zip; filename=x.zip", "x.zip"],
    ["filename* that is not UTF-8", "attachment; filename*=UTF-8''%D6%D0.zip; filename=x.zip", "x.zip"],
    ["filename* of no known charset", "attachment; filename*=klingon''a.zip; filename=x.zip", "x.zip"],
    ["filename* broken, alone", "attachment; filename*=UTF-8''%zz", "file.bin"],
    ["filename* broken, raw UTF-8", bytes("attachment; filename*=UTF-8''%zz; filename=中文.zip"), "中文.zip"],
    ["filename* inside of a name", 'attachment; filename="a; filename*=b%20.zip"', "a; filename_=b .zip"],
    ["two names", 'attachment; filename="one.zip"; filename="two.zip"', "one.zip"],
    ["%-escapes", 'attachment; filename="%E4%B8%AD.zip"', "中.zip"],
    ["%-escapes of GBK", 'attachment; filename="%D6%D0%CE%C4.zip"', "中文.zip"],
    ["a % that is none", 'attachment; filename="100% sure.zip"', "100% sure.zip"],
    ["RFC 2047 B", `attachment; filename="=?UTF-8?B?${utf8Base64}?="`, "中文.zip"],
    ["RFC 2047 B, bare", `attachment; filename==?UTF-8?B?${utf8Base64}?=`, "中文.zip"],
    ["RFC 2047 Q", 'attachment; filename="=?utf-8?Q?na=C3=AFve_file.zip?="', "naïve file.zip"],
    ["RFC 2047 in GBK", `attachment; filename="=?GBK?B?${gbkBase64}?=.zip"`, "中文.zip"],
    ["RFC 2047, two words", 'attachment; filename="=?gb2312?q?=D6=D0?= =?gb2312?q?=CE=C4?=.zip"', "中文.zip"],
    ["RFC 2047, broken", 'attachment; filename="=?nope?B?YQ==?="', "=_nope_B_YQ==_="],
    ["up and out", 'attachment; filename="../../evil.sh"', "evil.sh"],
    ["up and out, backslashes", String.raw`attachment; filename="..\\..\\evil.bat"`, "evil.bat"],
    ["up and out, single backslashes", String.raw`attachment; filename="..\..\evil.bat"`, "evil.bat"],
    ["up and out, escaped", "attachment; filename*=UTF-8''..%2F..%2Fevil", "evil"],
    ["up and out, escaped in a plain name", 'attachment; filename="..%2F..%5Cevil"', "evil"],
    ["absolute", 'attachment; filename="/etc/evil"', "evil"],
    ["a drive", String.raw`attachment; filename="C:\\Windows\\evil.dll"`, "evil.dll"],
    ["a drive without a path", 'attachment; filename="C:evil.dll"', "C_evil.dll"],
    ["a share", String.raw`attachment; filename="\\\\host\\share\\evil"`, "evil"],
    ["NUL", 'attachment; filename="a\u0000b.zip"', "ab.zip"],
    ["NUL, escaped", "attachment; filename*=UTF-8''a%00.zip", "a.zip"],
    ["CR and LF, escaped", "attachment; filename*=UTF-8''a%0D%0Ab.zip", "ab.zip"],
    ["right to left", "attachment; filename*=UTF-8''evil%E2%80%AEgnp.exe", "evilgnp.exe"],
    ["a hidden file", 'attachment; filename=".bashrc"', "bashrc"],
    ["a device", 'attachment; filename="CON.txt"', "_CON.txt"],
    ["dots and spaces at the end", 'attachment; filename="a.exe. . "', "a.exe"],
    ["another stream", 'attachment; filename="a.txt:stream"', "a.txt_stream"],
    ["a quoted quote", String.raw`attachment; filename="a\"b.zip"`, "a_b.zip"],
    ["no end of quotes", 'attachment; filename="a.zip', "file.bin"],
    ["empty", 'attachment; filename=""', "file.bin"],
    ["only dots", 'attachment; filename="..."', "file.bin"],
    ["only separators", 'attachment; filename="/\\\\//"', "file.bin"],
    ["only what cannot be seen", "attachment; filename*=UTF-8''%E2%80%8B%00", "file.bin"],
    ["none", "attachment", "file.bin"],
    ["no sense", ";;;=;filename", "file.bin"],
    ["no header", undefined, "file.bin"],
  ])("%s", (_, value, name) => {
    expect(chooseFileName(value, new URL("https://host.example/dir/file.bin?name=SECRET"))).toBe(name);
  });

  test.each([
    ["https://cdn.example/a/real.zip?name=SECRET", "https://host.example/get", "real.zip"],
    ["https://cdn.example/?f=SECRET", "https://host.example/wanted.zip?s=SECRET", "wanted.zip"],
    ["https://cdn.example/?f=SECRET", "https://user:SECRET@host.example/?s=SECRET", "host.example"],
    ["https://cdn.example/%2E%2E%2F", "https://host.example/wanted.zip", "wanted.zip"],
    ["https://cdn.example/dir/", "https://host.example/", "dir"],
    ["https://cdn.example/%E4%B8%AD.zip", "https://host.example/", "中.zip"],
    ["https://cdn.example/%D6%D0%CE%C4.zip", "https://host.example/", "中文.zip"],
    ["https://cdn.example/..%2F..%2Fx", "https://host.example/", "x"],
    ["https://[::1]/", "https://[::1]/", "[__1]"],
  ])("%s for %s gives %s", (at, source, name) => {
    expect(chooseFileName(undefined, new URL(at), new URL(source))).toBe(name);
  });
});

describe("HTTP.md 3, row 16: a safe name", () => {
  test.each([
    ["nul", "_nul"],
    ["NUL.", "_NUL"],
    ["com1.tar.gz", "_com1.tar.gz"],
    ["CON .txt", "_CON .txt"],
    ["COM¹", "_COM¹"],
    ["lpt³.log", "_lpt³.log"],
    ["CONIN$", "_CONIN$"],
    ["console.txt", "console.txt"],
    ["com10", "com10"],
    ["a.lnk", "a.lnk.download"],
    ["a.LNK. ", "a.LNK.download"],
    ["app.exe.local", "app.exe.local.download"],
    ["a.url", "a.url.download"],
    ["a.scf", "a.scf.download"],
    ["Desktop.ini", "Desktop.ini.download"],
    ["a.{3AEA-1F}", "a.{3AEA-1F}.download"],
    ["curl.zip", "curl.zip"],
    ['a<b>c:"d|e?f*g', "a_b_c__d_e_f_g"],
    ["zero\u200bwidth\u2060.txt", "zerowidth.txt"],
    ["..\u200b/", "download"],
    ["\u200e.bashrc", "bashrc"],
    ["a.exe\u2069", "a.exe"],
    ["line\u2028end\u0085", "lineend"],
    ["e\u0301.txt", "\u00e9.txt"],
    ["half\ud800.txt", "half_.txt"],
    ["C:\\a\\", "a"],
    ["\u3000. a", "a"],
    ["...", "download"],
    ["", "download"],
  ])("%j is made %j", (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  test.each([
    ["ASCII", `${"a".repeat(300)}.tar.gz`, /^a+\.gz$|^a+\.tar\.gz$/],
    ["Chinese", `${"长".repeat(300)}.tar.gz`, /^长+\.gz$/],
    ["beyond U+FFFF", `${"😀".repeat(300)}.zip`, /^(😀)+\.zip$/u],
    ["no extension", "长".repeat(300), /^长{80}$/],
    [
      "an ending that cutting uncovers",
      `${"a".repeat(236)}.lnk${"x".repeat(40)}`,
      /^a+\.lnk\.download$|^a+\.download$/,
    ],
  ])("300 characters and more, %s: 240 bytes, the extension kept", (_, name, shape) => {
    const safe = safeFileName(name);
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(240);
    expect(Buffer.byteLength(safe)).toBeGreaterThan(230);
    expect(safe).toMatch(shape);
    expect(safe.isWellFormed()).toBe(true);
  });
});

/** Text with a taste for what hurts. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...Array.from('./\\:*?"<>| \u0000\r\n\t\u200b\u202e\u2066\ufeff\u0301\ud800\udc00%{}'),
        "..",
        "../",
        "..%2F",
        "CON",
        "com¹",
        ".lnk",
        ".{x}",
        "desktop.ini",
        "长".repeat(90),
        "a".repeat(250),
      ),
      fc.string({ unit: "binary", maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

function expectSafe(name: string): void {
  expect(name).not.toBe("");
  expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  expect(name).not.toMatch(/^[.\s]|[.\s]$/);
  expect(name).not.toMatch(/^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)/i);
  expect(name).not.toMatch(/\.(lnk|local|url|scf)$|\.\{[^{}]*\}$|^desktop\.ini$/i);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
  expect(name.normalize("NFC")).toBe(name);
  for (const system of [path.posix, path.win32]) {
    expect(system.basename(name)).toBe(name);
    expect(system.dirname(system.resolve("/folder", name))).toBe(system.resolve("/folder"));
  }
}

test("any text becomes a safe name, and a safe name stays as it is", () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const name = safeFileName(text);
      expectSafe(name);
      expect(safeFileName(name)).toBe(name);
    }),
    { numRuns: 1000 },
  );
});

test("any bytes in a header, and any address, give a safe name", () => {
  const header = fc
    .tuple(
      fc.constantFrom(
        'attachment; filename="',
        "attachment; filename=",
        "inline; filename*=UTF-8''",
        "x;filename*=gbk''",
      ),
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }).map((raw) => Buffer.from(raw).toString("latin1")),
        nasty.map((text) => Buffer.from(text).toString("latin1")),
      ),
      fc.constantFrom("", '"', "; filename=x"),
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(header, nasty, (value, text) => {
      const url = URL.parse(`https://host.example/${text}`) ?? new URL("https://host.example/");
      expectSafe(chooseFileName(value, url));
      expectSafe(chooseFileName(undefined, url));
      expect(safeFileName(chooseFileName(value, url))).toBe(chooseFileName(value, url));
    }),
    { numRuns: 1000 },
  );
});
