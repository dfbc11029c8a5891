/** Relays' passwords and tokens in the desktop app: sealed by the system's keychain, as far as there is one. On the stand-in. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../../build/ensure-built.ts";
import type { AboutView, ProbeView, RelayView } from "../../electron/common/views.ts";
import { openStore } from "../../electron/engine/store/store.ts";
import { callApp, isStandIn, launchApp, type RunningApp } from "../helpers/app.ts";
import { en, eventually } from "../helpers/story.ts";
import { tempDir } from "../helpers/temp.ts";

beforeAll(() => ensureBuilt());

const secret = "s3cret-of-the-relay";
const spec = `http://me:${secret}@127.0.0.1:9#name=Office`;
const source = "http://files.example/file.bin";

/** Runs the app in a folder, with one of the stand-in's keychains. */
async function withApp<T>(home: string, keychain: string, work: (app: RunningApp) => Promise<T>): Promise<T> {
  const app = await launchApp({ home, env: { FAKE_ELECTRON_KEYCHAIN: keychain, LC_ALL: "en_US.UTF-8" } });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** Whether the secret is anywhere in the data folder, save in Chromium's own files. */
function isOnDisk(home: string): boolean {
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some(({ name }) => readFileSync(path.join(home, name)).includes(secret));
}

const secretsOf = async (app: RunningApp) => (await callApp<AboutView>(app, "about.get")).secrets;
const relayOf = async (app: RunningApp) => (await callApp<RelayView[]>(app, "relays.list"))[0];
async function problemOf(app: RunningApp): Promise<string | undefined> {
  const relay = await relayOf(app);
  const [probe] = await callApp<ProbeView[]>(app, "sources.probe", {
    url: source,
    relays: [relay?.id ?? ""],
  });
  return probe?.problem?.code;
}

test.runIf(isStandIn)(
  "a new secret is sealed, an old store's is taken over, and both work after a start",
  async () => {
    const home = await tempDir(afterAll);
    const before = openStore(home);
    before.relays.save({ id: "old", spec, practice: false });
    before.close();
    expect(isOnDisk(home)).toBe(true);
    await withApp(home, "login", async (app) => {
      expect(await secretsOf(app)).toBe("keychain");
      await eventually(() => isOnDisk(home)).toBe(false);
      await callApp(app, "relays.add", { spec: spec.replace("Office", "Other") });
      expect(isOnDisk(home)).toBe(false);
    });
    await withApp(home, "login", async (app) => {
      expect(await relayOf(app)).toMatchObject({ name: "Office", locked: false });
      // It is asked: nobody listens there.
      expect(await problemOf(app)).toBe("relay-unreachable");
    });
    expect(isOnDisk(home)).toBe(false);
  },
  60_000,
);

test.runIf(isStandIn)(
  "a keychain that cannot say it asks for it anew; the relay stays",
  async () => {
    const home = await tempDir(afterAll);
    await withApp(home, "login", (app) => callApp(app, "relays.add", { spec }));
    await withApp(home, "made anew", async (app) => {
      expect(await relayOf(app)).toMatchObject({ name: "Office", locked: true });
      expect(await problemOf(app)).toBe("secret-locked");
      const { page } = app;
      await page.getByRole("button", { name: en.say("nav.relays") }).click();
      await page.getByText(en.say("relays.locked")).waitFor();
      await page.getByRole("button", { name: en.say("relays.edit") }).click();
      await page.getByLabel(en.say("relay.password")).fill(secret);
      await page.getByRole("button", { name: en.say("relay.save") }).click();
      await eventually(() => page.getByText(en.say("relays.locked")).count()).toBe(0);
      expect(await problemOf(app)).toBe("relay-unreachable");
    });
    expect(isOnDisk(home)).toBe(false);
  },
  60_000,
);

test.runIf(isStandIn).each(["none", "basic"])(
  "without a keychain that protects (%s) they stay in the file, and About says so",
  async (keychain) => {
    const home = await tempDir(afterAll);
    await withApp(home, keychain, async (app) => {
      await callApp(app, "relays.add", { spec });
      expect(await secretsOf(app)).toBe("unavailable");
      expect(isOnDisk(home)).toBe(true);
      await app.page.getByRole("button", { name: en.say("nav.about") }).click();
      await app.page.getByText(en.say("about.secrets.unavailable")).waitFor();
      expect(await problemOf(app)).toBe("relay-unreachable");
    });
  },
  60_000,
);

test.runIf(isStandIn)(
  "who wants them for the command line switches it off, and on again",
  async () => {
    const home = await tempDir(afterAll);
    await withApp(home, "login", async (app) => {
      await callApp(app, "relays.add", { spec });
      await callApp(app, "settings.set", { keychain: false });
      await eventually(() => secretsOf(app)).toBe("off");
      const store = openStore(home);
      expect(store.relays.list()[0]?.spec).toContain(secret);
      store.close();
      await callApp(app, "settings.set", { keychain: true });
      await eventually(() => secretsOf(app)).toBe("keychain");
      await eventually(() => isOnDisk(home)).toBe(false);
      expect(await relayOf(app)).toMatchObject({ locked: false });
    });
  },
  60_000,
);
