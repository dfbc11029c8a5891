/** Rows 9 to 16, and what of row 28 a server does: other bytes, other versions, other codings, cuts. */
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { changed, dropAt, earlyEnd, unsatisfiable } from "../../helpers/fault-server.ts";
import { aFewSteals, droppedAnswers, type Row, type Stage } from "../row.ts";

const MB = 1_000_000;
const slow = () => () => ({ rate: MB });

/** The file is replaced when half of it is there, and the connections break so that nobody reads the old one on. */
const replace = (file: Parameters<Stage["origin"]["change"]>[0]) => async (stage: Stage, id: string) => {
  await stage.reached(id, stage.size / 2);
  stage.origin.change(file);
  stage.origin.resetConnections();
};

const sha256Of = (stage: Stage) => {
  const hex = createHash("sha256").update(stage.origin.bytes()).digest("hex");
  return { checksum: { algorithm: "sha256", hex } } as const;
};

const newer = { seed: "newer", etag: '"v2"', lastModified: "Thu, 02 Jan 2025 00:00:00 GMT" };

/** Pauses at half, replaces the file, goes on. */
const replacedWhilePaused =
  (file: Parameters<Stage["origin"]["change"]>[0]) => async (stage: Stage, id: string) => {
    const { downloads } = stage.test.engine;
    await stage.reached(id, stage.size / 2);
    await downloads.pause(id);
    stage.origin.change(file);
    await downloads.resume(id);
    await downloads.settled(id);
  };

export const contentRows: readonly Row[] = [
  {
    row: 9,
    fault: "the ETag flips from answer to answer, same bytes",
    expected: ["OK"],
    // Four answers are dropped unread before the ETags are known to say nothing; sockets hold so much of each.
    wasted: droppedAnswers,
    seconds: 10,
    origin:
      () =>
      ({ index }) => ({ etag: `"flip-${index}"`, rate: 2 * MB }),
  },
  {
    row: 9,
    fault: "relay and origin have other ETags, same bytes",
    expected: ["OK"],
    wasted: droppedAnswers,
    seconds: 10,
    mode: "all",
    origin: slow,
    relay: () => () => ({ etag: '"of the relay"', rate: MB }),
    check: ({ relay }) => {
      if (relay.sent < 300_000) throw new Error("the relay was not used");
    },
  },
  {
    row: 9,
    fault: "the ETag flips, and so do the bytes",
    expected: ["FAIL"],
    codes: ["file-changed"],
    wasted: 3,
    seconds: 15,
    origin:
      () =>
      ({ index }) => ({ ...changed(String(index)), rate: 2 * MB }),
  },
  ...[1, 2, 4, 6].map((one): Row => ({
    row: 9,
    fault: `answer ${one + 1} is of another version, under its own ETag`,
    expected: ["OK", "FAIL"],
    codes: ["file-changed"],
    wasted: 2,
    seconds: 15,
    fast: 20,
    size: 2_456_880,
    origin:
      () =>
      ({ index }) => ({ rate: 1.5 * MB, ...(index === one && changed()) }),
  })),
  {
    row: 9,
    fault: "one server of three has another version, under its own ETag",
    expected: ["OK", "FAIL"],
    codes: ["file-changed"],
    wasted: 3,
    seconds: 15,
    origin:
      () =>
      ({ index }) => ({ rate: 2 * MB, ...(index % 3 === 2 && changed()) }),
  },
  {
    row: 10,
    fault: "content replaced mid-way, ETag changes",
    expected: ["OK"],
    wasted: 1.5,
    seconds: 15,
    origin: slow,
    play: replace(newer),
    check: async ({ test }, { warnings }) => {
      if (!warnings.includes("restarted")) throw new Error(`no word of the restart: ${warnings.join()}`);
      if ((await readdir(test.folder)).length < 2) throw new Error("the earlier part was not kept");
    },
  },
  {
    row: 10,
    fault: "content replaced mid-way, other size",
    expected: ["OK"],
    wasted: 1.5,
    seconds: 15,
    origin: slow,
    play: replace({ ...newer, size: 3_333_333 }),
  },
  {
    row: 10,
    fault: "content replaced twice",
    expected: ["FAIL"],
    codes: ["file-changed"],
    wasted: 3,
    seconds: 20,
    origin: slow,
    play: async (stage, id) => {
      await replace(newer)(stage, id);
      const [sent, asked] = [stage.origin.sent, stage.origin.requests.length];
      for (let waited = 0; waited < 8000; waited += 20) {
        if (stage.origin.sent > sent + MB && stage.origin.requests.length > asked + 1) break;
        await sleep(20);
      }
      stage.origin.change({ seed: "newest", etag: '"v3"' });
      stage.origin.resetConnections();
    },
  },
  {
    row: 11,
    fault: "content replaced, same ETag and size, checksum given",
    expected: ["FAIL"],
    codes: ["checksum-mismatch", "file-changed"],
    wasted: 1.5,
    seconds: 15,
    origin: slow,
    request: sha256Of,
    play: replace({ seed: "newer" }),
  },
  {
    row: 11,
    fault: "content replaced while paused, same ETag and size: overlap",
    expected: ["OK", "FAIL"],
    codes: ["file-changed"],
    wasted: 1.5,
    seconds: 15,
    origin: slow,
    play: replacedWhilePaused({ seed: "newer" }),
  },
  {
    row: 11,
    fault: "content replaced, same ETag and size, no checksum",
    expected: ["LABEL", "FAIL"],
    wasted: 2.5,
    seconds: 15,
    origin: slow,
    play: replace({ seed: "newer" }),
  },
  {
    row: 12,
    fault: "If-Range is always answered 200",
    expected: ["OK"],
    wasted: droppedAnswers,
    seconds: 10,
    origin:
      () =>
      ({ headers }) => ({ rate: MB, ...(headers["if-range"] && { ignoreRange: true }) }),
    play: replacedWhilePaused({}),
    check: ({ origin }) => {
      if (origin.requests.some(({ headers }) => headers["if-range"])) throw new Error("If-Range was sent");
    },
  },
  ...([0, 1] as const).map((size): Row => ({
    row: 13,
    fault: `a file of ${size} bytes`,
    expected: ["OK", "OK1"],
    wasted: 2,
    seconds: 5,
    size,
  })),
  {
    row: 13,
    fault: "416 without Content-Range for an empty file",
    expected: ["OK1", "OK"],
    wasted: 1,
    seconds: 5,
    size: 0,
    origin:
      () =>
      ({ headers }) =>
        headers["range"] ? unsatisfiable(null) : undefined,
  },
  {
    row: 13,
    fault: "416 to a range that goes beyond the end",
    expected: ["OK1", "OK"],
    wasted: 1,
    seconds: 5,
    size: 50_000,
    origin:
      () =>
      ({ headers }) => {
        const last = Number(/-(\d+)$/.exec(headers["range"] ?? "")?.[1] ?? 0);
        return last >= 50_000 ? unsatisfiable("bytes */50000") : undefined;
      },
  },
  {
    row: 14,
    fault: "multipart/byteranges to a single range",
    expected: ["OK1"],
    wasted: 1.5,
    seconds: 10,
    origin:
      () =>
      ({ range }) =>
        range ? { multipart: true } : undefined,
  },
  ...(["every answer", "ranges only"] as const).map((words): Row => ({
    row: 15,
    fault: `gzip unasked: ${words}`,
    expected: words === "every answer" ? ["FAIL"] : ["OK1", "FAIL"],
    codes: ["content-coded"],
    wasted: 2,
    seconds: 10,
    origin:
      () =>
      ({ range }) =>
        range || words === "every answer" ? { coding: "gzip", rate: 4 * MB } : undefined,
  })),
  {
    row: 16,
    fault: "chunked, no length",
    expected: ["OK1"],
    wasted: 0,
    seconds: 5,
    origin: () => () => ({ ignoreRange: true, framing: "chunked", headers: { "accept-ranges": null } }),
  },
  ...(["fin", "reset"] as const).map((by): Row => ({
    row: 16,
    fault: `chunked, no length, cut by ${by === "fin" ? "a clean end" : "a reset"} every time`,
    expected: ["FAIL", "PAUSE"],
    codes: ["whole-lost"],
    wasted: 8,
    seconds: 15,
    fast: 10,
    origin: () => () => ({ ignoreRange: true, framing: "chunked", cut: { at: 1_500_000, by } }),
  })),
  {
    row: 16,
    fault: "HTTP/1.0 without any length: done, marked as unverified",
    expected: ["OK1"],
    wasted: 0,
    seconds: 5,
    origin: () => () => ({ ignoreRange: true, version: "1.0", framing: "close" }),
    check: (_, { warnings }) => {
      if (!warnings.includes("unverified-end")) throw new Error("it is not marked");
    },
  },
  {
    row: 16,
    fault: "HTTP/1.0 with a length in Content-Range, cut every time: taken piece by piece",
    expected: ["OK"],
    wasted: aFewSteals,
    seconds: 20,
    fast: 10,
    origin:
      () =>
      ({ range }) =>
        range ? earlyEnd(200_000) : dropAt(1000),
    size: 1_200_000,
  },
  {
    row: 28,
    fault: "every answer is cut in its middle by a reset",
    expected: ["OK", "FAIL", "PAUSE"],
    codes: ["connection-lost", "truncated"],
    wasted: 1,
    seconds: 45,
    fast: 10,
    origin:
      () =>
      ({ range }) =>
        dropAt(Math.floor(((range?.end ?? 4_200_007) - (range?.start ?? 0)) / 2)),
  },
];
