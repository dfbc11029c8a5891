/**
 * `npm run bench -- player`: a player of 8 Mbit/s at the gateway, over two routes that bring 10.4 Mbit/s together and neither of
 * them enough alone. It plays from the beginning and jumps five times; what is counted is how long it had nothing to play.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { startLink } from "../../electron/practice/link.ts";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { startNginx } from "../helpers/nginx.ts";
import { startGatewayProcess } from "./gateway-process.ts";

const MB = 1_000_000;
/** Bytes a second: 8 Mbit/s. */
const playRate = MB;
const size = 400 * MB;
/** A player begins once it has this much. */
const firstBytes = playRate;
/** How far a player reads ahead of what it plays. */
const aheadBytes = 8 * playRate;
const stretchSeconds = 15;

interface Stretch {
  readonly from: number;
  /** Milliseconds from the request to the first second of content. */
  readonly startMs: number;
  /** Milliseconds of each time without anything to play. */
  readonly stalls: readonly number[];
}

await ensureBuilt();
const folder = await mkdtemp(path.join(tmpdir(), "detour-player-"));
const origin = await startNginx({ server: "root .;" });
await writeFile(path.join(origin.folder, "film.bin"), Buffer.alloc(size, 7));
const near = await startLink({ rttMs: 80, sharedRate: 750_000, targetPort: origin.port });
const other = await startLink({ rttMs: 40, sharedRate: 550_000, targetPort: origin.port });
const relay = `reverse:http://127.0.0.1:${other.port}/=http://127.0.0.1:${near.port}/`;
const env = { ...process.env, DETOUR_HOME: path.join(folder, "home") };
const { child, url } = await startGatewayProcess(["--relay", relay, "--route", "all"], env);
try {
  const seeds = new SeededBytes("jumps").slice(0, 10);
  const places = Array.from({ length: 5 }, (_, at) =>
    Math.floor((seeds.readUInt16LE(at * 2) / 65_536) * (size - 30 * MB)),
  );
  console.log(
    "| from | first second after | times without content, over 200 ms | longest |\n|---|---|---|---|",
  );
  for (const from of [0, ...places]) {
    const { startMs, stalls } = await play(`${url}/http/127.0.0.1:${near.port}/film.bin`, from);
    const long = stalls.filter((ms) => ms > 200).length;
    const longest = Math.round(Math.max(0, ...stalls));
    console.log(
      `| ${(from / MB).toFixed(0)} MB | ${(startMs / 1000).toFixed(2)} s | ${long} | ${longest} ms |`,
    );
  }
} finally {
  child.kill("SIGKILL");
  await Promise.all([origin.close(), near.close(), other.close()]);
  await rm(folder, { recursive: true, force: true });
}

/** Plays a stretch, and leaves as a player does that jumps. */
async function play(address: string, from: number): Promise<Stretch> {
  const asked = performance.now();
  const { request, answer } = await open(address, from);
  let got = 0;
  let played = 0;
  let startMs: number | undefined;
  let dry = 0;
  const stalls: number[] = [];
  answer.on("error", () => undefined);
  answer.on("data", (bytes: Buffer) => {
    got += bytes.length;
    if (got - played > aheadBytes) answer.pause();
  });
  let last = performance.now();
  const end = (stretchSeconds + 20) * 1000;
  while (played < stretchSeconds * playRate && performance.now() - asked < end) {
    await sleep(10);
    const now = performance.now();
    const due = ((now - last) / 1000) * playRate;
    last = now;
    if (startMs === undefined) {
      if (got >= firstBytes) startMs = now - asked;
      continue;
    }
    const had = Math.min(due, got - played);
    played += had;
    dry += ((due - had) / playRate) * 1000;
    if (had === due && dry > 0) {
      stalls.push(dry);
      dry = 0;
    }
    if (got - played < aheadBytes && answer.isPaused()) answer.resume();
  }
  if (dry > 0) stalls.push(dry);
  request.destroy();
  if (startMs === undefined) throw new Error(`no content from ${from}`);
  return { from, startMs, stalls };
}

function open(address: string, from: number) {
  return new Promise<{ readonly request: http.ClientRequest; readonly answer: http.IncomingMessage }>(
    (resolve, reject) => {
      const headers = { Range: `bytes=${from}-` };
      const request = http.get(address, { agent: false, headers }, (answer) => resolve({ request, answer }));
      request.on("error", reject);
    },
  );
}
