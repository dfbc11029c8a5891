/** What a command line, a `detour:` link, the clipboard and a Metalink file mean; and what they can never mean. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clipboardLink } from "../../../electron/main/clipboard-link.ts";
import { argsForAnother, readCommandLine } from "../../../electron/main/command-line.ts";
import { readDetourLink } from "../../../electron/main/detour-link.ts";
import { metalinkOffers } from "../../../electron/main/metalink-offers.ts";
import { tempDir } from "../../helpers/temp.ts";

const file = "https://a.example/x.iso?sig=1%2F2";

test.each([
  `detour:${file}`,
  `detour://${file}`,
  `DETOUR:${file}`,
  `detour:?url=${encodeURIComponent(file)}`,
  `detour://add?url=${encodeURIComponent(file)}`,
  `detour://add/?url=${encodeURIComponent(file)}`,
])("%s offers its address, byte for byte", (link) => {
  expect(readDetourLink(link)).toMatchObject({ url: file, from: "link" });
});

test("a link may say what the file is, and where else it is", () => {
  const fields = new URLSearchParams([
    ["url", "https://a.example/x"],
    ["name", "../../.bashrc"],
    ["checksum", "sha256:00"],
    ["mirror", "https://b.example/x"],
    ["mirror", "file:///etc/passwd"],
    ["folder", "/etc"],
    ["header", "Cookie: a=b"],
  ]);
  const offer = readDetourLink(`detour:?${fields.toString()}`);
  expect(offer).toEqual({
    url: "https://a.example/x",
    from: "link",
    name: expect.not.stringMatching(/[/\\]/),
    checksum: "sha256:00",
    mirrors: ["https://b.example/x"],
  });
});

test.each([
  "",
  "detour:",
  "detour:?url=",
  "detour:file:///etc/passwd",
  "detour:?url=file:///etc/passwd",
  "detour:javascript:alert(1)",
  "detour:?url=javascript:alert(1)",
  "detour:?url=a.example/x",
  "detour:https://user:pass@a.example/x",
  "detour:settings",
  "detour://quit",
  "detour:detour:https://a.example/",
  `detour:https://a.example/${"x".repeat(100_001)}`,
  "https://a.example/x",
])("%.60j is no link to a file", (link) => {
  expect(readDetourLink(link)).toBeUndefined();
});

test("a command line: addresses, links and Metalink files, nothing else", () => {
  const args = [
    "--hidden",
    "--inspect=0",
    "--original-process-start-time=13",
    ".",
    "/opt/app",
    file,
    `detour:${file}`,
    "list.meta4",
    "/abs/list.METALINK",
    "file:///abs/of%20url.meta4",
    "https://a.example/on-the-web.meta4",
    "notes.txt",
    "word",
  ];
  expect(readCommandLine(args, "/home/me")).toEqual({
    hidden: true,
    offers: [
      { url: file, from: "command" },
      { url: file, from: "link" },
      { url: "https://a.example/on-the-web.meta4", from: "command" },
    ],
    files: ["/home/me/list.meta4", "/abs/list.METALINK", "/abs/of url.meta4"],
    args: [
      file,
      `detour:${file}`,
      "/home/me/list.meta4",
      "/abs/list.METALINK",
      "/abs/of url.meta4",
      "https://a.example/on-the-web.meta4",
    ],
  });
  expect(readCommandLine([], "/")).toEqual({ hidden: false, offers: [], files: [], args: [] });
});

test("who takes this one's place is told what came too late for it, in whichever folder that was said", () => {
  const own = ["--inspect=0", "-r", "loader.js", "out/main", "--hidden", "https://old.example/x"];
  const late = readCommandLine([file, "list.meta4", "word"], "/home/me");
  expect(argsForAnother(own, [late])).toEqual(["--inspect=0", file, "/home/me/list.meta4"]);
  const hidden = readCommandLine(["--hidden"], "/");
  expect(argsForAnother([], [hidden, hidden])).toEqual(["--hidden"]);
  expect(argsForAnother([], [hidden, readCommandLine([], "/")])).toEqual([]);
});

test.each([
  ["https://a.example/x.iso", "https://a.example/x.iso"],
  ["  https://a.example/x.tar.gz?sig=1 \n", "https://a.example/x.tar.gz?sig=1"],
  ["https://a.example/", undefined],
  ["https://a.example/article.html", undefined],
  ["https://a.example/index.php", undefined],
  ["https://a.example/no-extension", undefined],
  ["https://a.example/.hidden", undefined],
  ["see https://a.example/x.iso", undefined],
  ["https://a.example/x.iso https://a.example/y.iso", undefined],
  ["file:///home/me/x.iso", undefined],
  ["correct horse battery staple", undefined],
  ["", undefined],
])("the clipboard's %j offers %j", (text, offered) => {
  expect(clipboardLink(text)).toBe(offered);
});

const sha256 = "a".repeat(64);
const meta4 = `<?xml version="1.0"?><metalink xmlns="urn:ietf:params:xml:ns:metalink">
  <file name="a.iso"><size>9</size>
    <hash type="md5">${"b".repeat(32)}</hash><hash type="sha-256"> ${sha256.toUpperCase()} </hash>
    <pieces length="4" type="sha-256"><hash>${"c".repeat(64)}</hash></pieces>
    <url priority="2">https://second.example/a.iso</url>
    <url priority="1">https://first.example/a.iso</url>
    <url>https://last.example/a.iso</url><url>ftp://no.example/a.iso</url>
  </file>
  <file name="../b.txt"><url>https://first.example/b.txt</url></file>
  <file name="nowhere"><url>ftp://no.example/c</url></file>
</metalink>`;
const metalink3 = `<metalink version="3.0" xmlns="http://www.metalinker.org/"><files><file name="a.iso">
  <verification><hash type="sha1">${"d".repeat(40)}</hash></verification>
  <resources><url type="http" preference="10">http://slow.example/a.iso</url>
  <url type="https" preference="100">https://fast.example/a.iso</url></resources></file></files></metalink>`;

async function offersOf(text: string) {
  const folder = await tempDir(onTestFinished);
  const name = path.join(folder, "x.meta4");
  await writeFile(name, text);
  return metalinkOffers(name);
}

test("a Metalink 4 file offers each of its files, its best address first", async () => {
  expect(await offersOf(meta4)).toEqual([
    {
      url: "https://first.example/a.iso",
      mirrors: ["https://second.example/a.iso", "https://last.example/a.iso"],
      checksum: `sha256:${sha256}`,
      name: "a.iso",
      from: "file",
    },
    {
      url: "https://first.example/b.txt",
      mirrors: [],
      checksum: null,
      name: expect.not.stringContaining("/"),
      from: "file",
    },
  ]);
});

test("a Metalink 3 file, too", async () => {
  expect(await offersOf(metalink3)).toMatchObject([
    {
      url: "https://fast.example/a.iso",
      mirrors: ["http://slow.example/a.iso"],
      checksum: `sha1:${"d".repeat(40)}`,
    },
  ]);
});

test.each([
  ["nothing", ""],
  ["another format", "<html><file><url>https://a.example/</url></file></html>"],
  ["broken XML", meta4.slice(0, -5)],
  ["a document type", `<!DOCTYPE metalink [<!ENTITY a "b">]>${meta4.replace(/<\?xml.*?\?>/, "")}`],
  ["far too much", meta4 + " ".repeat(5_000_001)],
])("%s offers nothing", async (_what, text) => {
  expect(await offersOf(text)).toEqual([]);
});

test("a file that is not there, or a folder, offers nothing", async () => {
  const folder = await tempDir(onTestFinished);
  await mkdir(path.join(folder, "x.meta4"));
  expect(await metalinkOffers(path.join(folder, "x.meta4"))).toEqual([]);
  expect(await metalinkOffers(path.join(folder, "y.meta4"))).toEqual([]);
});
