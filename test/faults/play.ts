/** Plays one row of the matrix: sets the stage, downloads, and judges the end. */
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, type onTestFinished } from "vitest";
import type { DownloadView } from "../../electron/common/views.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";
import { fastClock } from "../helpers/fast-clock.ts";
import type { Row, Stage, Ending } from "./row.ts";

/** What became of a row, for the table. */
export interface Played {
  readonly row: Row;
  ending: string;
  wasted: number;
  seconds: number;
  passed: boolean;
}

const usualSize = 4_200_007;

/**
 * Plays a row and fills `played` in as far as it comes. Rejects where the row's expectations do not hold. `whenOver` is its
 * test's own, since rows run side by side.
 */
export async function playRow(row: Row, played: Played, whenOver: typeof onTestFinished): Promise<void> {
  const stage = await setStage(row, whenOver);
  const { origin, relay, size, test } = stage;
  await row.before?.(stage);
  const { downloads } = test.engine;
  const started = performance.now();
  const { id } = await downloads.add({
    source: new URL(origin.url),
    mode: row.mode ?? "direct",
    relays:
      (row.mode ?? "direct") === "direct"
        ? []
        : relaysFrom(`reverse:${relay.base}/=${origin.base}/#name=relay`),
    folder: test.folder,
    connections: 4,
    ...(await row.request?.(stage)),
  });
  const [view] = await Promise.all([downloads.settled(id), row.play?.(stage, id)]);
  const end = downloads.get(id) ?? view;
  played.seconds = (performance.now() - started) / 1000;
  played.wasted = Math.max(0, origin.sent + relay.sent - (end.state === "done" ? size : end.bytes));
  const ending = judge(stage, row, end);
  played.ending = describeEnd(ending, end);
  expect(row.expected, `${end.state} ${end.failure?.message ?? ""}`).toContain(ending);
  if (ending === "OK" || ending === "OK1") {
    const same = sha256(await fileOf(end)) === sha256(origin.bytes());
    if (!same) played.ending = "WRONG FILE";
    expect(same, "the SHA-256 is the right one").toBe(true);
  } else if (ending === "LABEL") expect(end.integrity?.level).not.toBe("checksum");
  else {
    expect(await readdir(test.folder)).not.toContain("file.bin");
    if (row.codes) expect(row.codes, `${end.failure?.message}`).toContain(end.failure?.code);
  }
  await row.check?.(stage, end);
  expect(played.wasted, "bytes wasted").toBeLessThanOrEqual(row.wasted * Math.max(size, 1));
  expect(played.seconds, "seconds").toBeLessThanOrEqual(row.seconds);
  if (row.mend && end.state !== "done") {
    const mended = await row.mend(stage, end);
    expect(mended, `mended: ${mended.failure?.message}`).toMatchObject({ state: "done" });
    expect(sha256(await fileOf(mended))).toBe(sha256(origin.bytes()));
    played.ending += ", then OK";
  }
  played.passed = true;
}

async function setStage(row: Row, whenOver: typeof onTestFinished): Promise<Stage> {
  const size = row.size ?? usualSize;
  const origin = await serve({ size, seed: "matrix", ...row.server }, whenOver);
  const relay = await serve({ size, seed: "matrix", ...row.server }, whenOver);
  const clock = row.clock ?? fastClock(row.fast ?? 1);
  const test = await startEngine({ clock, whenOver });
  const stage: Stage = {
    origin,
    relay,
    size,
    clock,
    test,
    serve: (options) => serve(options, whenOver),
    async reached(id, bytes) {
      for (;;) {
        const view = test.engine.downloads.get(id);
        if (!view || view.bytes >= bytes || ["done", "failed", "paused"].includes(view.state)) return;
        await sleep(5);
      }
    },
  };
  if (row.origin) origin.script(row.origin(stage));
  if (row.relay) relay.script(row.relay(stage));
  return stage;
}

function judge({ origin, relay }: Stage, row: Row, view: DownloadView): Ending {
  if (view.state === "paused") return "PAUSE";
  if (view.state !== "done") return "FAIL";
  if (row.expected.includes("LABEL")) return "LABEL";
  // One whole answer, whatever else was tried before it.
  const whole = [...origin.requests, ...relay.requests].some(
    ({ status, bytesSent }) => status === 200 && bytesSent >= origin.size,
  );
  return whole ? "OK1" : "OK";
}

function describeEnd(ending: Ending, { failure, warnings }: DownloadView): string {
  const words = [...(failure ? [failure.code] : []), ...warnings];
  return words.length === 0 ? ending : `${ending} (${words.join(", ")})`;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
