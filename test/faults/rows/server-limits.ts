/** Rows 17 to 21: how many connections, where the file is, and what it is called. */
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { relaysFrom } from "../../helpers/engine.ts";
import { above, redirect, signed, status } from "../../helpers/fault-server.ts";
import { aFewSteals, droppedAnswers, type Row, type Stage } from "../row.ts";

const MB = 1_000_000;
const most = 2;

const refusals = ({ origin }: Stage) =>
  origin.requests.filter(({ status }) => status !== 206 && status !== 200).length;

/** So few that a cap was learned, and not each connection refused again and again. */
const fewRefusals = (stage: Stage) => {
  if (refusals(stage) > 10) throw new Error(`${refusals(stage)} requests were refused`);
};

const busy = (code: number, words: string, retryAfter: (stage: Stage) => string): Row => ({
  row: 17,
  fault: `${code} and Retry-After ${words} above ${most} connections`,
  expected: ["OK"],
  wasted: aFewSteals,
  seconds: 12,
  fast: 20,
  origin: (stage) => (request) => above(most, status(code, retryAfter(stage)))(request) ?? { rate: MB },
  check: fewRefusals,
});

/** Redirects over that many hops to the file. */
const hops = (count: number) => () => {
  return ({ url }: { url: string }) => {
    const hop = Number(/^\/hop(\d+)/.exec(url)?.[1] ?? 0);
    return hop < count ? redirect(`/hop${hop + 1}/file.bin`) : undefined;
  };
};

const refusedRedirect = (
  words: string,
  code: "bad-redirect" | "too-many-redirects",
  location: string,
): Row => ({
  row: 20,
  fault: words,
  expected: ["FAIL"],
  codes: [code],
  wasted: 0,
  seconds: 5,
  origin: () => () => redirect(location),
});

/** One file, of a plain name, in the folder. */
const safeName = async ({ test }: Stage, { path: file }: { readonly path: string | null }) => {
  const names = await readdir(test.folder);
  const name = names[0] ?? "";
  if (names.length !== 1 || file !== path.join(test.folder, name))
    throw new Error(`${file} of ${names.join()}`);
  if (!(await lstat(file)).isFile()) throw new Error(`${file} is no file`);
  // eslint-disable-next-line no-control-regex
  const unsafe =
    /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069<>:"/\\|?*]|^\.|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
  if (unsafe.test(name) || Buffer.byteLength(name) > 255)
    throw new Error(`the name is ${JSON.stringify(name)}`);
};

const hostile: readonly (readonly [string, Buffer])[] = [
  ["../../evil.sh", Buffer.from('filename="../../evil.sh"')],
  ["..\\..\\evil.bat", Buffer.from('filename="..\\\\..\\\\evil.bat"')],
  ["/etc/evil", Buffer.from('filename="/etc/evil"')],
  ["filename* with ..%2F..%2F", Buffer.from("filename*=UTF-8''..%2F..%2Fevil.sh")],
  ["a right-to-left override", Buffer.from("filename*=UTF-8''a%E2%80%AEgpj.exe")],
  ["NUL and a line break", Buffer.from("filename*=UTF-8''a%00b%0Ac.txt")],
  [".bashrc", Buffer.from('filename=".bashrc"')],
  ["CON.txt", Buffer.from('filename="CON.txt"')],
  ["a.exe. .", Buffer.from('filename="a.exe. . "')],
  ["300 characters", Buffer.from(`filename="${"n".repeat(300)}.bin"`)],
  ["300 Chinese characters", Buffer.from(`filename*=UTF-8''${encodeURIComponent("文".repeat(300))}.bin`)],
  ["raw GBK", Buffer.from([...Buffer.from('filename="'), 0xd6, 0xd0, 0xce, 0xc4, ...Buffer.from('.zip"')])],
];

export const limitRows: readonly Row[] = [
  busy(429, "in seconds", () => "1"),
  busy(503, "as a date", ({ clock }) => new Date(clock.date() + 3000).toUTCString()),
  busy(429, "of 1e9 s", () => "1000000000"),
  {
    row: 17,
    fault: "the first request is told to wait 1e9 s",
    expected: ["OK"],
    wasted: aFewSteals,
    // 60 s of a clock that is 40 times as fast.
    seconds: 6,
    fast: 40,
    origin:
      () =>
      ({ index }) =>
        index === 0 ? status(503, 1_000_000_000) : { rate: MB },
  },
  {
    row: 18,
    fault: `403 above ${most} connections`,
    expected: ["OK"],
    wasted: aFewSteals,
    seconds: 12,
    fast: 5,
    origin: () => (request) => above(most, status(403))(request) ?? { rate: MB },
    check: fewRefusals,
  },
  {
    row: 18,
    fault: `connections above ${most} are reset`,
    expected: ["OK"],
    wasted: aFewSteals,
    seconds: 12,
    fast: 5,
    server: { maxConnections: most },
    origin: () => () => ({ rate: MB }),
  },
  {
    row: 18,
    fault: "403 where the range is larger than 500 kB",
    expected: ["OK", "OK1"],
    wasted: aFewSteals,
    seconds: 12,
    fast: 5,
    origin:
      () =>
      ({ range }) =>
        range && range.end - range.start > 500_000 ? status(403) : { rate: 4 * MB },
  },
  {
    row: 19,
    fault: "a signed address expires at 30 %",
    expected: ["OK"],
    wasted: droppedAnswers,
    seconds: 12,
    ...(() => {
      const signatures = new WeakMap<Stage, ReturnType<typeof signed>>();
      return {
        before: async (stage: Stage) => {
          const both = signed(stage.relay.base, () => ({ rate: MB }));
          signatures.set(stage, both);
          stage.origin.script(both.source);
          stage.relay.script(both.storage);
        },
        play: async (stage: Stage, id: string) => {
          await stage.reached(id, stage.size * 0.3);
          signatures.get(stage)?.expire();
          stage.relay.resetConnections();
        },
      };
    })(),
    check: ({ origin }) => {
      if (origin.requests.length !== 2)
        throw new Error(`the source was asked ${origin.requests.length} times`);
    },
  },
  refusedRedirect("a redirect loop", "too-many-redirects", "/again"),
  { ...refusedRedirect("11 hops", "too-many-redirects", ""), origin: hops(11) },
  {
    row: 20,
    fault: "10 hops, which is allowed",
    expected: ["OK"],
    wasted: aFewSteals,
    seconds: 5,
    origin: hops(10),
  },
  refusedRedirect("a redirect to file:", "bad-redirect", "file:///etc/passwd"),
  refusedRedirect("a redirect to ftp:", "bad-redirect", "ftp://127.0.0.1/file.bin"),
  {
    ...refusedRedirect(
      "a redirect from https to http (behind a relay)",
      "bad-redirect",
      "http://origin.invalid/x.bin",
    ),
    request: ({ origin }) => ({
      source: new URL("https://origin.invalid/file.bin"),
      mode: "relay",
      relays: relaysFrom(`reverse:${origin.base}/=https://origin.invalid/`),
    }),
  },
  ...hostile.map(([words, disposition]): Row => ({
    row: 21,
    fault: `the name is ${words}`,
    expected: ["OK", "OK1"],
    wasted: 0,
    seconds: 5,
    size: 10_000,
    origin: () => () => ({
      rawHeaders: [Buffer.concat([Buffer.from("Content-Disposition: attachment; "), disposition])],
    }),
    check: safeName,
  })),
];
