/** Rows 29 and 30: the network goes away, and the disk does not do what it should. */
import { chmod, mkdir, readdir, stat, truncate, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../../electron/engine/clock.ts";
import { relaysFrom } from "../../helpers/engine.ts";
import { aFewSteals, droppedAnswers, type Row, type Stage } from "../row.ts";
import { wrongCertificate } from "./wrong-certificate.ts";

const MB = 1_000_000;
const slow = () => () => ({ rate: MB });

const resume = async ({ test }: Stage, { id }: { readonly id: string }) => {
  await test.engine.downloads.resume(id);
  return test.engine.downloads.settled(id);
};

/** A clock whose date jumps back and forth by a day while its time runs on. */
const skewed = {
  ...systemClock,
  date: () => systemClock.date() + (Math.floor(systemClock.now() / 100) % 3) * 86_400_000 - 86_400_000,
};

const networkRows: readonly Row[] = [
  {
    row: 29,
    fault: "nothing can be reached for 30 s",
    expected: ["OK", "PAUSE"],
    wasted: droppedAnswers,
    seconds: 20,
    fast: 20,
    origin: slow,
    play: async (stage, id) => {
      await stage.reached(id, stage.size / 2);
      await stage.origin.stop();
      await sleep(1500);
      await stage.origin.restart();
    },
    mend: resume,
  },
  {
    row: 29,
    fault: "nothing can be reached for 30 minutes, then the user goes on",
    expected: ["OK", "PAUSE", "FAIL"],
    codes: ["unreachable", "connection-lost"],
    wasted: droppedAnswers,
    seconds: 30,
    fast: 600,
    origin: slow,
    play: async (stage, id) => {
      await stage.reached(id, stage.size / 2);
      await stage.origin.stop();
      await sleep(3000);
      await stage.origin.restart();
    },
    mend: resume,
  },
  {
    row: 29,
    fault: "the address changes: every connection breaks, three times",
    expected: ["OK"],
    wasted: 0.5,
    seconds: 15,
    fast: 5,
    origin: slow,
    play: async (stage, id) => {
      for (const share of [0.2, 0.4, 0.6]) {
        await stage.reached(id, stage.size * share);
        stage.origin.resetConnections();
      }
    },
  },
  {
    row: 29,
    fault: "the relay's name is not found",
    expected: ["OK"],
    mode: "all",
    wasted: aFewSteals,
    seconds: 15,
    origin: slow,
    request: ({ origin }) => ({
      relays: relaysFrom(`reverse:http://relay.invalid/=${origin.base}/#name=relay`),
    }),
  },
  {
    row: 29,
    fault: "the only name is not found",
    expected: ["FAIL", "PAUSE"],
    codes: ["dns-failed"],
    wasted: 0,
    seconds: 20,
    fast: 10,
    request: () => ({ source: new URL("http://origin.invalid/file.bin") }),
  },
  ...(["all", "direct"] as const).map((mode): Row => ({
    row: 29,
    fault: mode === "all" ? "the relay's certificate is wrong" : "the only certificate is wrong",
    expected: mode === "all" ? ["OK"] : ["FAIL"],
    mode,
    ...(mode === "direct" && { codes: ["tls-failed"] }),
    wasted: aFewSteals,
    seconds: 10,
    origin: slow,
    request: async ({ origin, serve }) => {
      const wrong = await serve({ tls: wrongCertificate });
      return mode === "all"
        ? { relays: relaysFrom(`reverse:${wrong.base}/=${origin.base}/#name=relay`) }
        : { source: new URL(wrong.url) };
    },
    check: (_, { routes }) => {
      const told = routes.some(({ problem }) => problem?.code === "tls-failed");
      if (!told) throw new Error("nothing says that the certificate is wrong");
    },
  })),
  {
    row: 29,
    fault: "the date jumps by days",
    expected: ["OK"],
    wasted: aFewSteals,
    seconds: 10,
    clock: skewed,
    origin: slow,
  },
];

/** The folder, made by the row, where the process may not write. Root may everywhere, but not in /proc. */
async function readOnly({ test }: Stage): Promise<string> {
  if (process.getuid?.() === 0) return "/proc";
  const folder = path.join(test.folder, "read-only");
  await mkdir(folder, { mode: 0o500 });
  await chmod(folder, 0o500);
  return folder;
}

const partOf = async ({ test }: Stage) => {
  const part = (await readdir(test.folder)).find((name) => name.startsWith("file.bin"));
  if (part === undefined) throw new Error("there is no part");
  return path.join(test.folder, part);
};

const startAgain = async (stage: Stage) => stage.test.get(stage.origin.url, { mode: "direct" });

const diskRows: readonly Row[] = [
  {
    row: 30,
    fault: "the folder is read-only",
    expected: ["FAIL", "PAUSE"],
    codes: ["folder-not-writable", "disk-error"],
    wasted: 1,
    seconds: 10,
    origin: slow,
    request: async (stage) => ({ folder: await readOnly(stage) }),
  },
  {
    row: 30,
    fault: "the part is removed while it grows",
    expected: ["FAIL", "PAUSE", "OK"],
    codes: ["part-lost", "disk-error"],
    wasted: 1.2,
    seconds: 15,
    origin: slow,
    play: async (stage, id) => {
      await stage.reached(id, stage.size / 2);
      await unlink(await partOf(stage));
    },
    mend: startAgain,
  },
  {
    row: 30,
    fault: "the part is emptied while it grows",
    expected: ["FAIL", "PAUSE", "OK"],
    codes: ["part-lost", "disk-error"],
    wasted: 1.2,
    seconds: 15,
    origin: slow,
    play: async (stage, id) => {
      await stage.reached(id, stage.size / 2);
      await truncate(await partOf(stage), 0);
    },
    mend: startAgain,
  },
  ...(["removed", "shortened"] as const).map((how): Row => ({
    row: 30,
    fault: `the part is ${how} while paused`,
    expected: ["FAIL", "PAUSE", "OK"],
    codes: ["part-lost"],
    wasted: 1.2,
    seconds: 15,
    origin: slow,
    play: async (stage, id) => {
      const { downloads } = stage.test.engine;
      await stage.reached(id, stage.size / 2);
      await downloads.pause(id);
      const part = await partOf(stage);
      await (how === "removed" ? unlink(part) : truncate(part, 100_000));
      await downloads.resume(id);
      await downloads.settled(id);
    },
    mend: startAgain,
  })),
  {
    row: 30,
    fault: "a file of the name appears while it runs: it is not overwritten",
    expected: ["OK"],
    wasted: aFewSteals,
    seconds: 10,
    origin: slow,
    play: async (stage, id) => {
      await stage.reached(id, stage.size / 2);
      await writeFile(path.join(stage.test.folder, "file.bin"), "mine");
    },
    check: async ({ test }) => {
      const { size } = await stat(path.join(test.folder, "file.bin"));
      if (size !== 4) throw new Error("it was overwritten");
    },
  },
  {
    row: 30,
    fault: "the server's name is longer than 255 bytes",
    expected: ["OK"],
    wasted: aFewSteals,
    seconds: 10,
    request: ({ origin }) => ({ source: new URL(`/${"long".repeat(100)}.bin`, origin.url) }),
  },
];

export const localRows: readonly Row[] = [...networkRows, ...diskRows];
