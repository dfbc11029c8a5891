/**
 * One download by the engine alone, in a process of its own, whose bytes are dropped instead of written: what is resident
 * and how late the event loop is, as one JSON line each second and at the end.
 *
 * Arguments: URL, folder, bytes per second (0: no limit).
 */
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { keepMemorySteady } from "../../../electron/cli/steady-memory.ts";
import { systemClock } from "../../../electron/engine/clock.ts";
import { createEngine } from "../../../electron/engine/create-engine.ts";
import { systemDisk, type Disk } from "../../../electron/engine/disk/disk.ts";
import { silentLog } from "../../../electron/engine/log.ts";
import { openStore } from "../../../electron/engine/store/store.ts";

/** How often the loop's delay is looked at, milliseconds: it is part of every figure, and taken off again. */
const resolution = 5;

/** The origin's file is a hole, and so is the part: what is read back is what was sent. */
const forgetful: Disk = {
  ...systemDisk,
  statfs: () => Promise.resolve({ bavail: 2 ** 40, bsize: 4096 }),
  async open(file, flags) {
    const handle = await systemDisk.open(file, flags);
    return {
      writev: (buffers) =>
        Promise.resolve({ bytesWritten: buffers.reduce((sum, { length }) => sum + length, 0) }),
      read: (...args) => handle.read(...args),
      truncate: (size) => handle.truncate(size),
      datasync: () => Promise.resolve(),
      stat: () => handle.stat(),
      close: () => handle.close(),
    };
  },
};

keepMemorySteady();
const [url = "", folder = "", limit = "0"] = process.argv.slice(2);
const store = openStore(path.join(folder, "home"));
const engine = createEngine({
  clock: systemClock,
  random: Math.random,
  log: silentLog,
  disk: forgetful,
  store,
});
const delay = monitorEventLoopDelay({ resolution });
delay.enable();
const began = performance.now();
let bytes = 0;
const tell = (done: boolean) =>
  process.stdout.write(
    `${JSON.stringify({
      done,
      bytes,
      seconds: (performance.now() - began) / 1000,
      rss: process.memoryUsage.rss(),
      p99: Math.max(0, delay.percentile(99) / 1e6 - resolution),
      worst: Math.max(0, delay.max / 1e6 - resolution),
    })}\n`,
  );
engine.on("download", (view) => {
  bytes = view.bytes;
});
const timer = setInterval(() => tell(false), 1000);
const { id } = await engine.downloads.add({
  source: new URL(url),
  mode: "direct",
  relays: [],
  folder,
  connections: 16,
  ...(Number(limit) > 0 && { limit: Number(limit) }),
});
const view = await engine.downloads.settled(id);
clearInterval(timer);
tell(true);
if (view.state !== "done") {
  process.stderr.write(`${view.state}: ${view.failure?.code ?? ""}\n`);
  process.exitCode = 1;
}
await engine.close();
store.close();
