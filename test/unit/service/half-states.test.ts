/** What fails or comes at the wrong moment leaves nothing half done: the gateway and the practice network over the real store. */
import { createServer } from "node:http";
import { once } from "node:events";
import { onTestFinished, expect, test } from "vitest";
import type { GatewayView, PracticeView } from "../../../electron/common/views.ts";
import { systemClock } from "../../../electron/engine/clock.ts";
import { createEngine } from "../../../electron/engine/create-engine.ts";
import { silentLog } from "../../../electron/engine/log.ts";
import { openStore, type Store } from "../../../electron/engine/store/store.ts";
import { createHeadlessDesktop } from "../../../electron/headless/desktop.ts";
import { createService } from "../../../electron/service/create-service.ts";
import type { PracticeNetwork } from "../../../electron/service/service.ts";
import { openVault } from "../../../electron/service/vault.ts";
import { tempDir } from "../../helpers/temp.ts";

const spec = "http://127.0.0.1:9";

/** Practice networks that count how many are open; the first start takes until `ready`. */
function practices() {
  const open = new Set<number>();
  const ready = Promise.withResolvers<void>();
  let count = 0;
  const start = async (): Promise<PracticeNetwork> => {
    const number = ++count;
    open.add(number);
    if (number === 1) await ready.promise;
    return {
      url: `http://127.0.0.1:9/${number}`,
      relays: [`${spec}#name=Practice ${number}`, `${spec}#name=Also ${number}`],
      size: 1,
      sha256: null,
      close: async () => void open.delete(number),
    };
  };
  return { open, start, ready: ready.resolve };
}

async function setUp(options: { home?: string; change?: (store: Store) => Store } = {}) {
  const home = options.home ?? (await tempDir());
  const own = openStore(home);
  const store = options.change?.(own) ?? own;
  const engine = createEngine({ clock: systemClock, random: Math.random, log: silentLog, store });
  const desktop = createHeadlessDesktop({ env: { HOME: home }, platform: "darwin" });
  const practice = practices();
  const service = createService({
    engine,
    store,
    desktop,
    startPractice: practice.start,
    version: "0.0.0",
    log: silentLog,
    licences: async () => [],
    vault: openVault({ store, keychain: undefined, wanted: false, log: silentLog, now: Date.now }),
    updater: { way: "npm" },
  });
  const shown: { gateway?: GatewayView; practice?: PracticeView } = {};
  service.on((event, data) => {
    if (event === "gateway.changed") shown.gateway = data as GatewayView;
    if (event === "practice.changed") shown.practice = data as PracticeView;
  });
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await service.close();
    store.close();
  };
  onTestFinished(close);
  return { ...service.handlers, shown, practice, home, close, store };
}

/** A store whose file does not grow any more, once `fill` was called. */
function fullStore() {
  let full = false;
  return {
    fill: () => (full = true),
    change: (store: Store): Store => ({
      ...store,
      settings: {
        ...store.settings,
        set(key, value) {
          if (full) throw new Error("database or disk is full");
          store.settings.set(key, value);
        },
      },
    }),
  };
}

test("a gateway whose addresses could not be kept runs, is shown, and its figures go on changing", async () => {
  const disk = fullStore();
  const host = await setUp({ change: disk.change });
  disk.fill();
  const view = await host["gateway.start"]({ allowPrivate: true });
  expect(view.running).toBe(true);
  expect(host.shown.gateway).toEqual(view);
  const origin = createServer((_request, response) => response.end("here")).listen(0, "127.0.0.1");
  await once(origin, "listening");
  onTestFinished(() => void origin.close());
  const { port } = origin.address() as { port: number };
  expect(await (await fetch(`${view.url}/http/127.0.0.1:${port}/file`)).text()).toBe("here");
  await expect.poll(() => host.shown.gateway?.flows.length, { timeout: 5000 }).toBe(1);
});

test("the practice network that is started while the one before stops is there, and so are its relays", async () => {
  const host = await setUp();
  const first = host["practice.start"](undefined);
  const stopped = host["practice.stop"](undefined);
  const second = host["practice.start"](undefined);
  host.practice.ready();
  await Promise.all([first, stopped, second]);
  expect(host.practice.open).toEqual(new Set([2]));
  const view = await host["practice.get"](undefined);
  expect(view).toMatchObject({ running: true, url: "http://127.0.0.1:9/2" });
  expect(host.shown.practice).toEqual(view);
  const relays = await host["relays.list"](undefined);
  expect(relays.map(({ id }) => id)).toEqual(view.relays);
});

test("a practice network whose relays cannot be saved is closed, and leaves none of them", async () => {
  let saved = 0;
  const host = await setUp({
    change: (store) => ({
      ...store,
      relays: {
        ...store.relays,
        save(row) {
          if (++saved === 2) throw new Error("database or disk is full");
          store.relays.save(row);
        },
      },
    }),
  });
  host.practice.ready();
  await expect(host["practice.start"](undefined)).rejects.toThrow("disk is full");
  expect(host.practice.open).toEqual(new Set());
  expect(await host["relays.list"](undefined)).toEqual([]);
  expect(await host["practice.start"](undefined)).toMatchObject({ running: true });
});

test("another host on the same data folder comes and goes; the practice network of the first keeps its relays", async () => {
  const one = await setUp();
  one.practice.ready();
  const { relays } = await one["practice.start"](undefined);
  const other = await setUp({ home: one.home });
  const kept = () => one.store.relays.list().map(({ id }) => id);
  expect(kept()).toEqual(relays);
  await other.close();
  expect(kept()).toEqual(relays);
  await one.close();
});

test("what a host that ended without a word left of its practice network is removed by the next one", async () => {
  const home = await tempDir();
  const before = openStore(home);
  before.relays.save({ id: "left", spec, practice: true });
  before.close();
  const host = await setUp({ home });
  expect(await host["relays.list"](undefined)).toEqual([]);
});
