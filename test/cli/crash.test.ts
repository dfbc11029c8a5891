import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { crash } from "../crash/crash-run.ts";
import { aperiodicBytes, sha256 } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { startOrigin } from "./origin.ts";
import { cliFile, readLines, startCli } from "./process.ts";

test("killed at any moment, it goes on by the same command, and never makes a wrong file", async () => {
  const result = await crash({ cli: cliFile, kills: 6, seed: 3, parallel: 2, say: () => undefined });
  expect(result.wrong).toEqual([]);
  expect(result.kills).toBeGreaterThanOrEqual(6);
  expect(result.files).toBeGreaterThanOrEqual(2);
}, 60_000);

test("two processes on one file: the second is refused by name, and the first ends well", async () => {
  using place = newPlace();
  const body = aperiodicBytes(3_000_000);
  const origin = await startOrigin(body, { rate: 300_000 });
  const words = ["get", origin.url, "-o", place.at("out.bin"), "--connections", "3", "--json", "--sha256"];
  const first = startCli(words, place.env);
  await first.line("progress", (line) => line.bytes > 0);
  const second = await startCli(words, place.env).ended;
  const refused = readLines(second.stdout).last;
  expect(refused).toMatchObject({ event: "failed", code: "already-running", resumable: false });
  expect(refused.event === "failed" ? refused.message : "").toContain("out.bin");
  expect(second.status).toBe(1);
  expect(readLines((await first.ended).stdout).last).toMatchObject({ event: "done", sha256: sha256(body) });
  await origin.close();
});

test("a damaged list of downloads is told of on stderr, and does not stop a download", async () => {
  using place = newPlace();
  const body = aperiodicBytes(100_000);
  const origin = await startOrigin(body);
  mkdirSync(place.at("data"));
  writeFileSync(place.at("data/detour.sqlite"), "garbage ".repeat(1000));
  const run = await startCli(["get", origin.url, "-o", place.at("out.bin"), "--json"], place.env).ended;
  expect(run.stderr).toContain("detour.sqlite.damaged-1");
  expect(run.status).toBe(0);
  await origin.close();
});

/** Whether file systems can be mounted here, apart from everybody else's. */
function canMount(): boolean {
  try {
    execFileSync("unshare", ["-m", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

// Only root on Linux may mount; where CI says that it is so, this must run.
test.runIf(canMount() || process.env["CI"] === "true")(
  "a disk that fills up stops it with status 3; with room again the same command ends it",
  async () => {
    using place = newPlace();
    const body = aperiodicBytes(6_000_000);
    // Room is looked for before the start: somebody else fills the disk while it runs.
    const origin = await startOrigin(body, { rate: 400_000 });
    const script = `
      set -u
      mkdir -p "$PLACE/disk"
      mount -t tmpfs -o size=8m tmpfs "$PLACE/disk"
      get() { "$NODE" "$CLI" get "$URL" -o "$PLACE/disk/out.bin" --connections 3 --json --sha256; }
      (sleep 1.5; dd if=/dev/zero of="$PLACE/disk/other" bs=64k 2>/dev/null) &
      get > "$PLACE/first"; echo "status $?"
      wait
      mount -o remount,size=32m "$PLACE/disk"
      get > "$PLACE/second"; echo "status $?"
      sha256sum "$PLACE/disk/out.bin"; ls "$PLACE/disk"
      tail -n 1 "$PLACE/first"`;
    const { stdout } = await promisify(execFile)("unshare", ["-m", "sh", "-c", script], {
      env: {
        PATH: process.env["PATH"],
        ...place.env,
        PLACE: place.folder,
        NODE: process.execPath,
        CLI: cliFile,
        URL: origin.url,
      },
    });
    const lines = stdout.trim().split("\n");
    expect(lines.slice(0, 2)).toEqual(["status 3", "status 0"]);
    expect(lines[2]).toContain(sha256(body));
    expect(lines.slice(3, 5)).toEqual(["other", "out.bin"]);
    expect(JSON.parse(lines[5] ?? "")).toMatchObject({ event: "failed", code: "disk-full", resumable: true });
    await origin.close();
  },
);
