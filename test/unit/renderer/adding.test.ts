/** Pasted commands and lists. */
import { describe, expect, test } from "vitest";
import { readCurl } from "../../../renderer/state/curl.ts";
import { isList, readMany } from "../../../renderer/state/many.ts";
import { addressesIn, takeDrop } from "../../../renderer/state/take-in.ts";
import {
  joinLines,
  namedHeader,
  namedLines,
  otherLines,
  setNamedHeader,
} from "../../../renderer/state/named-headers.ts";
import { shellWords } from "../../../renderer/state/shell-words.ts";

describe("a command's words", () => {
  test.each([
    [
      String.raw`curl 'https://h/a b' -H "x: \"1\" \$2" plain\ word`,
      ["curl", "https://h/a b", "-H", 'x: "1" $2', "plain word"],
    ],
    [String.raw`curl $'it\'s é\n' ''`, ["curl", "it's é\n", ""]],
    ["curl 'a' \\\n  -H 'b' \\\r\n  -o c", ["curl", "a", "-H", "b", "-o", "c"]],
    [
      'curl ^"https://h/?a=1^&b=2^" ^\n  -H ^"x: ^\\^"y^\\^"^"',
      ["curl", "https://h/?a=1&b=2", "-H", 'x: "y"'],
    ],
  ])("%s", (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });
  test("cmd: backslashes before a quote", () => {
    expect(shellWords('curl ^"a^\\\\^" ^"b^\\^"c^"')).toEqual(["curl", "a\\", 'b"c']);
  });
  test("an open quote is no command", () => {
    expect(shellWords("curl 'https://h/")).toBeUndefined();
    expect(shellWords('curl ^"https://h/')).toBeUndefined();
  });
});

describe("curl as browsers copy it", () => {
  test("Chrome, bash", () => {
    const text = `curl 'https://files.example/v1/file.bin?sig=a%2Fb&x=1' \\
  -H 'accept: */*' \\
  -H 'accept-encoding: gzip, deflate, br' \\
  -b 'session=abc; theme=dark' \\
  -H 'referer: https://files.example/' \\
  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)' \\
  --compressed`;
    expect(readCurl(text)).toEqual({
      kind: "read",
      url: "https://files.example/v1/file.bin?sig=a%2Fb&x=1",
      name: "",
      headers: [
        "accept: */*",
        "Cookie: session=abc; theme=dark",
        "referer: https://files.example/",
        "user-agent: Mozilla/5.0 (X11; Linux x86_64)",
      ].join("\n"),
    });
  });
  test.each([
    ["curl -Lo file.iso https://h.example/f", { url: "https://h.example/f", name: "file.iso" }],
    ["curl -c jar.txt -sSfL https://h.example/f", { url: "https://h.example/f" }],
    ["curl -u me:p: https://h.example/f", { headers: `Authorization: Basic ${btoa("me:p:")}` }],
    ["curl -H 'X-Empty:' -H 'x: 1' https://h.example/f", { headers: "x: 1" }],
  ])("%s", (text, read) => {
    expect(readCurl(text)).toMatchObject({ kind: "read", ...read });
  });
  test.each([
    ["curl -x http://127.0.0.1:8080 https://h.example/f", "-x"],
    ["curl --proxy http://127.0.0.1:8080 https://h.example/f", "--proxy"],
    ["curl -sXPOST https://h.example/f", "POST"],
    ["curl -sSd a=b https://h.example/f", "-d"],
    ["curl -r 0-99 https://h.example/f", "-r"],
    ["curl -b cookies.txt https://h.example/f", "-b"],
    ["curl https://h.example/f https://h.example/g", "a second address"],
  ])("%s: what cannot be taken over is named", (text, what) => {
    expect(readCurl(text)).toEqual({ kind: "refused", what });
  });
  test("what the browser says of itself and of its cache stays out", () => {
    const text = `curl 'https://h.example/f' -H 'sec-ch-ua: "x"' -H 'sec-fetch-site: none' -H 'priority: u=0' -H 'if-none-match: "v1"' -H 'x-key: 1'`;
    expect(readCurl(text)).toMatchObject({ headers: "x-key: 1" });
    expect(readCurl("curl -I https://h.example/f")).toEqual({ kind: "refused", what: "-I" });
  });
  test("Chrome, cmd", () => {
    const text =
      'curl ^"https://files.example/a.zip?x=1^&y=2^" ^\r\n  -H ^"accept: */*^" ^\r\n  -H ^"cookie: a=b^"';
    expect(readCurl(text)).toMatchObject({
      url: "https://files.example/a.zip?x=1&y=2",
      headers: "accept: */*\ncookie: a=b",
    });
  });
  test("Firefox, and by hand", () => {
    expect(
      readCurl(
        "curl --request GET --url https://h.example/f -A me -e https://r.example/ -o dir/name.bin -L -sS",
      ),
    ).toEqual({
      kind: "read",
      url: "https://h.example/f",
      name: "name.bin",
      headers: "User-Agent: me\nReferer: https://r.example/",
    });
    expect(readCurl("curl -XGET -Hx:1 --header=y:2 https://h.example/f")).toMatchObject({
      headers: "x: 1\ny: 2",
    });
  });
  test.each([
    ["curl -X POST https://h.example/", "POST"],
    ["curl https://h.example/ --data-raw 'a=b'", "--data-raw"],
    ["curl -F file=@x https://h.example/", "-F"],
    ["curl --version", "--version"],
    // What every object of JavaScript has.
    ["curl --constructor https://h.example/", "--constructor"],
    ["curl --__proto__=x https://h.example/", "--__proto__"],
    ["curl --toString https://h.example/", "--toString"],
  ])("%s is refused", (text, what) => {
    expect(readCurl(text)).toEqual({ kind: "refused", what });
  });
  test.each(["https://h.example/curl", "curl", "curl 'https://h.example/", "curly https://h.example/"])(
    "%s is none",
    (text) => {
      expect(readCurl(text)).toEqual({ kind: "none" });
    },
  );
});

const copiedInCmd = (path: string) =>
  `curl ^"https://a.example/${path}?a=1^&b=2^" ^\r\n  -H ^"cookie: k=${path}^" &\r\n\r\n`;

describe("lists", () => {
  const plain = { headers: "", name: "" };
  test("a line each, once, with those that are no addresses named", () => {
    expect(
      readMany("https://a.example/1\n\n# later\n not an address\nhttps://a.example/1\r\nb.example/2"),
    ).toEqual([
      { line: 1, text: "https://a.example/1", url: "https://a.example/1", ...plain },
      { line: 4, text: "not an address", url: "not an address", ...plain, wrong: "address" },
      { line: 6, text: "b.example/2", url: "b.example/2", ...plain },
    ]);
  });
  test("one address that was broken over lines is no list; nor is one command", () => {
    expect(isList("https://a.example/long\n-name.bin")).toBe(false);
    expect(isList("https://a.example/1\nhttps://a.example/2\n")).toBe(true);
    expect(isList("curl 'https://a.example/1' \\\n  -H 'x: https://b.example/'")).toBe(false);
    expect(isList("curl https://a.example/1\ncurl https://a.example/2")).toBe(true);
  });
  test("Chrome, bash, all as cURL: each command with its own headers, addresses between", () => {
    const text = `curl 'https://a.example/1' \\
  -H 'cookie: a=1' ;
https://b.example/2
curl 'https://a.example/3' \\
  -H 'x: it
is two lines' \\
  -o three.bin --compressed ;
curl 'https://a.example/1' -H 'cookie: a=2'`;
    expect(readMany(text)).toMatchObject([
      { line: 1, url: "https://a.example/1", headers: "cookie: a=1" },
      { line: 3, url: "https://b.example/2", ...plain },
      { line: 4, url: "https://a.example/3", headers: "", name: "three.bin" },
      { line: 8, url: "https://a.example/1", headers: "cookie: a=2" },
    ]);
  });
  test("Chrome, cmd, all as cURL", () => {
    expect(readMany(copiedInCmd("1") + copiedInCmd("2"))).toMatchObject([
      { line: 1, url: "https://a.example/1?a=1&b=2", headers: "cookie: k=1" },
      { line: 4, url: "https://a.example/2?a=1&b=2", headers: "cookie: k=2" },
    ]);
  });
  test("a command that sends something, or does not end, is named by its line; the others stand", () => {
    const text =
      "https://a.example/1\ncurl https://a.example/2 -d x\ncurl 'https://a.example/3\nhttps://a.example/4\ncurl https://a.example/5 \\";
    expect(readMany(text).map(({ line, url, wrong }) => [line, url, wrong])).toEqual([
      [1, "https://a.example/1", undefined],
      [2, "curl https://a.example/2 -d x", { what: "-d" }],
      [3, "curl 'https://a.example/3", "address"],
      [4, "https://a.example/4", undefined],
      [5, "https://a.example/5", undefined],
    ]);
  });
});

describe("headers with fields of their own", () => {
  const lines = "X-One: 1\ncookie: a=1\nReferer: https://p.example/a:b";
  test("are read from the lines in any case, and set in their place", () => {
    expect(namedHeader(lines, "Cookie")).toBe("a=1");
    expect(namedHeader(lines, "Referer")).toBe("https://p.example/a:b");
    expect(namedHeader(lines, "User-Agent")).toBe("");
    expect(setNamedHeader(lines, "Cookie", "b=2")).toBe(
      "Cookie: b=2\nX-One: 1\nReferer: https://p.example/a:b",
    );
    expect(setNamedHeader(lines, "Cookie", "")).toBe("X-One: 1\nReferer: https://p.example/a:b");
    expect(setNamedHeader("", "User-Agent", "a\nX-Evil: b")).toBe("User-Agent: a X-Evil: b");
  });
  test("stand apart from the others, half a line too; what is typed among those counts", () => {
    expect(otherLines(`${lines}\nCook`)).toBe("X-One: 1\nCook");
    expect(namedLines(lines)).toBe("cookie: a=1\nReferer: https://p.example/a:b");
    expect(joinLines(namedLines(lines), "X-Two: 2\nCookie: b=2")).toBe(
      "Referer: https://p.example/a:b\nX-Two: 2\nCookie: b=2",
    );
    expect(joinLines(namedLines(lines), "X-Two: 2\nCookie")).toBe(
      "cookie: a=1\nReferer: https://p.example/a:b\nX-Two: 2\nCookie",
    );
  });
});

test("addresses are found among links, and in a sentence without its signs", () => {
  expect(addressesIn("# a comment\r\nhttps://a.example/1\r\nfile:///etc/passwd\r\n", "other")).toEqual([
    "https://a.example/1",
  ]);
  expect(
    addressesIn(
      "",
      "见（https://a.example/1）。 <https://a.example/2>, https://a.example/1; ftp://no.example",
    ),
  ).toEqual(["https://a.example/1", "https://a.example/2"]);
  expect(addressesIn("about:blank", "no address")).toEqual([]);
});

test.each([
  "https://x.example/Report_(final)",
  "https://x.example/it's.zip",
  "https://x.example/f?sig=ab!",
  "https://x.example/“quoted”.",
])("an address that stands alone, or alone in its line, is whole: %s", (address) => {
  expect(addressesIn("", ` ${address}\n`)).toEqual([address]);
  expect(addressesIn("", `Both of them:\r\n${address}\r\nhttps://b.example/2\r\n`)).toEqual([
    address,
    "https://b.example/2",
  ]);
});

test.each([
  ["See https://x.example/Report_(final).", "https://x.example/Report_(final)"],
  ["It is there (https://x.example/Report_(final)), I think", "https://x.example/Report_(final)"],
  ["It is there (see https://x.example/f.zip)!", "https://x.example/f.zip"],
  ["见【https://x.example/f.zip】。", "https://x.example/f.zip"],
  ["[a](https://x.example/[1].zip) it is", "https://x.example/[1].zip"],
])("in a sentence, a bracket is an address's own where it was opened in it: %s", (text, address) => {
  expect(addressesIn("", text)).toEqual([address]);
});

describe("what is dropped", () => {
  const picture = new File(["\u0089PNG"], "thumb.png", { type: "image/png" });
  const drop = async (links: string, text: string) => {
    const said: string[] = [];
    const say = (what: string) => (given?: unknown) => void said.push(`${what} ${JSON.stringify(given)}`);
    const where = await takeDrop(
      {
        change: say("change"),
        openMany: say("many"),
        takeCurl: say("curl"),
        sayNoAddress: say("no address"),
        sayNothingIn: say("nothing in"),
        sayUnreadable: say("unreadable"),
        readMetalink: () => Promise.resolve(false),
      },
      { files: [picture], links, text },
    );
    return { said, where };
  };
  test("a linked picture of a page is the link; a file of this machine is the file", async () => {
    const link = "https://files.example/film.iso";
    expect(await drop(`${link}\r\n`, link)).toEqual({
      said: [`change {"url":"${link}"}`],
      where: "ask",
    });
    for (const links of ["", "file:///home/lin/thumb.png\r\n"])
      expect(await drop(links, "")).toEqual({ said: ['nothing in ["thumb.png"]'], where: "ask" });
  });
});
