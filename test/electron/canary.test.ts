/**
 * Secrets that must not be found anywhere in the data folder of the desktop app where it has a keychain: put in by every way
 * there is, used, failed with, and looked for in every file, while it runs and after. On the stand-in.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import type { AboutView, ComparisonView, DownloadView, RelayView } from "../../electron/common/views.ts";
import { openStore } from "../../electron/engine/store/store.ts";
import { callApp, isStandIn, launchApp, type RunningApp } from "../helpers/app.ts";
import { startFaultServer, status, type FaultServer } from "../helpers/fault-server.ts";
import { finishedRecord } from "../helpers/records.ts";
import { en, eventually } from "../helpers/story.ts";
import { tempDir } from "../helpers/temp.ts";

const MB = 1_000_000;
const size = 24 * MB;
const headers = {
  cookie: "session=c4nary-cookie",
  authorization: "Bearer c4nary-authorization",
  "x-api-key": "c4nary-key",
  referer: "https://files.example/?share=c4nary-referer",
};

beforeAll(() => ensureBuilt());

/** Gives the file to who is signed in alone. */
let server: FaultServer;
/** Bytes per second of each connection. */
let rate = 5 * MB;
beforeAll(async () => {
  server = await startFaultServer({
    size,
    handle: ({ headers: sent }) => (sent["cookie"] === headers.cookie ? { rate } : status(403)),
  });
});
afterAll(() => server.close());

/** All files of a folder, at any depth. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

/** Those in which there is a canary. */
function canariesIn(folder: string): string[] {
  return filesIn(folder).filter((file) => readFileSync(path.join(folder, file)).includes("c4nary"));
}

/** Runs the app, which writes everything to its log, in a folder, with one of the stand-in's keychains. */
async function withApp<T>(home: string, keychain: string, work: (app: RunningApp) => Promise<T>): Promise<T> {
  const env = { FAKE_ELECTRON_KEYCHAIN: keychain, LC_ALL: "en_US.UTF-8", DETOUR_LOG: "trace" };
  const app = await launchApp({ home, env });
  try {
    const done = await work(app);
    expect(app.stderr()).not.toContain("c4nary");
    return done;
  } finally {
    await app.close();
  }
}

const downloadOf = async (app: RunningApp, id: string) =>
  (await callApp<DownloadView[]>(app, "downloads.list")).find((one) => one.id === id);
const addRelay = (app: RunningApp, spec: string) => callApp<RelayView>(app, "relays.add", { spec });

test.runIf(isStandIn)(
  "none is in any file, nothing goes out without them, and nothing is lost",
  async () => {
    const home = await tempDir(afterAll);
    const folder = await tempDir(afterAll);
    const old = openStore(home);
    old.relays.save({ id: "old", spec: "http://me:c4nary-password@127.0.0.1:9#name=Old", practice: false });
    const kept = {
      ...finishedRecord(1, folder),
      relays: [
        { name: "P", spec: "prefix:http://127.0.0.1:9/c4nary-prefix/{url}#name=P", use: "auto" as const },
      ],
      headers,
    };
    old.downloads.save(kept);
    old.close();
    expect(canariesIn(home)).not.toEqual([]);
    const input = { url: server.url, mode: "direct", relays: [], headers, folder };

    const id = await withApp(home, "login", async (app) => {
      await eventually(() => canariesIn(home)).toEqual([]);
      const own = `reverse:${server.base}/c4nary-path/=${server.base}/#own&token=c4nary-token&name=Own`;
      const relay = await addRelay(app, own);
      await addRelay(app, "prefix:http://127.0.0.1:9/c4nary-prefix/{url}#name=Gone");
      const relays = ["direct", relay.id];
      await callApp(app, "sources.probe", { url: server.url, relays, headers });
      await callApp(app, "relays.health", { id: relay.id, url: server.url });
      const compared = await callApp<ComparisonView>(app, "comparisons.start", {
        url: server.url,
        relays,
        headers,
        bytes: 2 * MB,
        rounds: 2,
      });
      await eventually(
        async () =>
          (await callApp<ComparisonView[]>(app, "comparisons.list")).find((one) => one.id === compared.id)
            ?.state,
        60,
      ).toBe("done");
      expect(canariesIn(home)).toEqual([]);
      // What was compared is kept for a download; what is journalled is in the database's log first.
      expect(filesIn(home)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^drafts.*[.]part$/),
          "detour.log",
          "detour.sqlite",
          "detour.sqlite-wal",
        ]),
      );
      // One that fails, over everything; and one that is stopped in the middle.
      const refused = await callApp<DownloadView>(app, "downloads.add", {
        ...input,
        mode: "all",
        relays: (await callApp<RelayView[]>(app, "relays.list")).map((one) => one.id),
        headers: { ...headers, cookie: "session=c4nary-wrong" },
        name: "refused.bin",
      });
      await eventually(async () => (await downloadOf(app, refused.id))?.failure).not.toBeNull();
      rate = MB / 4;
      const added = await callApp<DownloadView>(app, "downloads.add", input);
      await eventually(async () => {
        const { bytes = 0, keptBytes = 0 } = (await downloadOf(app, added.id)) ?? {};
        return bytes - keptBytes;
      }).toBeGreaterThan(MB);
      expect(canariesIn(home)).toEqual([]);
      await callApp(app, "downloads.pause", { id: added.id });
      expect(await downloadOf(app, added.id)).toMatchObject({ state: "paused" });
      rate = 5 * MB;
      return added.id;
    });
    expect(canariesIn(home)).toEqual([]);
    expect(canariesIn(folder)).toEqual([]);

    const asked = server.requests.length;
    await withApp(home, "made anew", async (app) => {
      expect(await callApp<RelayView[]>(app, "relays.list")).toMatchObject([
        { name: "Old", locked: true },
        { name: "Own", locked: true },
        { name: "Gone", locked: true },
      ]);
      await callApp(app, "downloads.resume", { id });
      await eventually(async () => (await downloadOf(app, id))?.failure?.code).toBe("headers-locked");
      expect(await downloadOf(app, id)).toMatchObject({ state: "paused", retryAt: null });
      expect(server.requests).toHaveLength(asked);
      await app.page.getByRole("button", { name: en.say("nav.downloads") }).click();
      await app.page.getByText("are in a keychain that cannot be read here").first().waitFor();
      expect(canariesIn(home)).toEqual([]);
    });

    await withApp(home, "login", async (app) => {
      await callApp(app, "downloads.resume", { id });
      await eventually(async () => (await downloadOf(app, id))?.state, 30).toBe("done");
      const file = (await downloadOf(app, id))?.path ?? "";
      expect(readFileSync(file).equals(server.bytes())).toBe(true);
      expect(canariesIn(home)).toEqual([]);
      await callApp(app, "settings.set", { keychain: false });
      await eventually(async () => (await callApp<AboutView>(app, "about.get")).secrets).toBe("off");
      const plain = openStore(home);
      expect(plain.downloads.get(kept.id)).toMatchObject({ headers, relays: kept.relays });
      plain.close();
      await callApp(app, "settings.set", { keychain: true });
      await eventually(() => canariesIn(home)).toEqual([]);
    });
    expect(canariesIn(home)).toEqual([]);
    for (const { headers: sent } of server.requests.slice(asked)) expect(sent).toMatchObject(headers);
  },
  120_000,
);
