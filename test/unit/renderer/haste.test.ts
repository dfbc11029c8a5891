/** A host that answers late, a person who does not wait, and more than one window: nothing that is newer is undone. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { RelayView } from "../../../electron/common/views.ts";
import { AppError } from "../../../electron/common/errors.ts";
import { createActions } from "../../../renderer/state/actions.ts";
import { emptyAsk } from "../../../renderer/state/ask.ts";
import { readCurl } from "../../../renderer/state/curl.ts";
import { feed } from "../../../renderer/state/feed.ts";
import { readMany } from "../../../renderer/state/many.ts";
import { recallOff } from "../../../renderer/state/memory.ts";
import { createAppStore } from "../../../renderer/state/store.ts";
import { fakeClient, type Answers } from "./fake-client.ts";
import { comparison, download, practiceOff, probe, relays, settings, url } from "./samples.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const soon = () => vi.advanceTimersByTimeAsync(0);

/** What a browser keeps for all windows of one address. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    key: (at) => [...kept.keys()][at] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

async function app(answers: Answers = {}, ask = { ...emptyAsk, url }) {
  const client = fakeClient({ "relays.list": relays, ...answers });
  const store = createAppStore(ask);
  const memory = { local: storage() };
  const actions = createActions(store, client, memory);
  feed(store, client);
  await soon();
  const inputs = (method: string) =>
    client.calls.filter((call) => call.method === method).map((c) => c.input);
  return { client, store, actions, inputs, memory };
}

const lost = () => Promise.reject(new AppError("connection-to-app-lost", {}));
const refused = () => Promise.reject(new AppError("not-found", { what: "download", id: "d1" }));

describe("the snapshot", () => {
  it("undoes nothing that came while its last answers were on their way", async () => {
    const late = Promise.withResolvers<typeof practiceOff>();
    const { client, store } = await app({
      "practice.get": () => late.promise,
      "downloads.list": [download(), { ...download(), id: "d2" }],
    });
    client.emit("downloads.changed", [download({ state: "done" })]);
    client.emit("downloads.removed", { id: "d2" });
    client.emit("settings.changed", { ...settings, limit: 5 });
    await vi.advanceTimersByTimeAsync(600);
    late.resolve(practiceOff);
    await soon();
    const { connection, downloads, settings: now } = store.getState();
    expect(connection).toBe("connected");
    expect(downloads.map(({ id, state }) => [id, state])).toEqual([["d1", "done"]]);
    expect(now?.limit).toBe(5);
  });

  it("does not keep the app from starting where a part of it cannot be had", async () => {
    const { store } = await app({ "updates.get": refused, "downloads.list": [download()] });
    expect(store.getState()).toMatchObject({
      connection: "connected",
      downloads: [{ id: "d1" }],
      notice: { code: "not-found" },
    });
  });
});

describe("routes that were asked", () => {
  it("say nothing of an address that is no longer there, not even what went wrong", async () => {
    const { store, actions } = await app({
      "sources.probe": () =>
        new Promise((_, reject) => {
          setTimeout(() => reject(new AppError("internal", { detail: "x" })), 1000);
        }),
    });
    actions.change({ url: `${url}?1` });
    await vi.advanceTimersByTimeAsync(600);
    actions.change({ url: "" });
    await vi.advanceTimersByTimeAsync(2000);
    expect(store.getState().askProblem).toBeUndefined();
  });

  it("are not asked again for a name, a folder or a checksum that is typed", async () => {
    const { store, actions, inputs } = await app({ "sources.probe": [probe()] });
    actions.change({ url: `${url}?1` });
    await vi.advanceTimersByTimeAsync(600);
    actions.change({ name: "a" });
    actions.change({ folder: "/there" });
    actions.change({ checksum: "md5:0" });
    expect(store.getState()).toMatchObject({ probing: false, probes: [{ route: "direct" }] });
    await vi.advanceTimersByTimeAsync(600);
    expect(inputs("sources.probe")).toHaveLength(1);
  });
});

describe("downloads", () => {
  it("are not added twice by a second press, though the list is only painted now and then", async () => {
    const { store, client, actions, inputs } = await app({
      "downloads.add": () => {
        client.emit("downloads.changed", [download()]);
        return download();
      },
      "downloads.same": () => (inputs("downloads.add").length > 0 ? { id: "d1", by: "address" } : null),
    });
    // Something else was painted just before.
    client.emit("downloads.changed", [{ ...download(), id: "other" }]);
    await vi.advanceTimersByTimeAsync(1);
    await actions.download();
    await actions.download();
    expect(inputs("downloads.add")).toHaveLength(1);
    expect(store.getState().duplicate).toMatchObject({ id: "d1" });
  });

  it("of a comparison do not take name and checksum of another file in the form", async () => {
    const { store, actions, inputs } = await app({
      "comparisons.start": comparison(),
      "downloads.add": download(),
    });
    await actions.compare();
    const other = { url: `${url}.sig`, name: "other.sig", checksum: "md5:00" };
    actions.change(other);
    await actions.takeAdvice("direct");
    expect(inputs("downloads.add")).toEqual([{ url, mode: "direct", relays: [] }]);
    expect(store.getState().ask).toMatchObject(other);
  });
});

describe("several at once", () => {
  const text = ["one", "two", "three"].map((name) => `https://files.example.com/${name}`).join("\n");

  it("keep what was not added when the connection is lost", async () => {
    let added = 0;
    const { store, actions } = await app({
      "downloads.add": () => (added++ === 0 ? download() : lost()),
    });
    actions.openMany(text);
    await actions.downloadMany(readMany(text));
    expect(store.getState().many?.text).toBe(text.split("\n").slice(1).join("\n"));
    expect(store.getState().many?.failed.size).toBe(2);
  });

  it("keep what is typed while the others are added, and what another view is shown over", async () => {
    const waiting = Promise.withResolvers<ReturnType<typeof download>>();
    const { store, actions } = await app({ "downloads.add": () => waiting.promise });
    actions.openMany(text);
    const adding = actions.downloadMany(readMany(text));
    actions.typeMany(`${text}\nhttps://files.example.com/four`);
    actions.show("downloads");
    waiting.resolve(download());
    await adding;
    expect(store.getState().many?.text).toBe("https://files.example.com/four");
  });

  it("close when all are added, and come back with what failed where they were closed before", async () => {
    const { store, actions } = await app({
      "downloads.add": ({ url: one }) => (one.endsWith("two") ? refused() : download()),
    });
    actions.openMany(text);
    const adding = actions.downloadMany(readMany(text));
    actions.closeMany();
    await adding;
    expect(store.getState().many?.text).toBe("https://files.example.com/two");
    actions.typeMany("https://files.example.com/one");
    await actions.downloadMany(readMany("https://files.example.com/one"));
    expect(store.getState().many).toBeUndefined();
  });
});

describe("the practice network", () => {
  const on = { running: true, url: "http://127.0.0.1:1/x", relays: ["p1"], size: 1, sha256: null };
  const practice: RelayView = { ...(relays[0] as RelayView), id: "p1", name: "Practice", practice: true };
  const answers: Answers = { "relays.list": [...relays, practice], "practice.start": on };

  it("gives back the relays as they were, though it was started twice and tells before it answers", async () => {
    const { store, client, actions, memory } = await app({
      ...answers,
      "practice.stop": () => {
        client.emit("practice.changed", practiceOff);
        return practiceOff;
      },
    });
    actions.change({ off: ["r2"], url: "" });
    await actions.startPractice();
    await actions.startPractice();
    await actions.stopPractice();
    expect(store.getState().ask).toMatchObject({ url: "", off: ["r2"] });
    expect(recallOff(memory)).toEqual(["r2"]);
  });

  it("gives them back where another window stops it, and remembers nothing of its own choice", async () => {
    const { store, client, actions, memory } = await app(answers);
    actions.change({ off: ["r2"], url: "" });
    await actions.startPractice();
    actions.toggle("p1");
    expect(recallOff(memory)).toEqual(["r2"]);
    client.emit("practice.changed", practiceOff);
    expect(store.getState().ask).toMatchObject({ url: "", off: ["r2"] });
  });

  it("leaves them alone where the page was loaded anew meanwhile", async () => {
    const { store, actions, memory } = await app(
      { ...answers, "practice.get": on, "practice.stop": practiceOff },
      { ...emptyAsk, off: ["r2"] },
    );
    await actions.stopPractice();
    expect(store.getState().ask.off).toEqual(["r2"]);
    expect(recallOff(memory)).not.toEqual([]);
  });
});

describe("an answer", () => {
  it("does not take back what a later call has set, whose event came before it", async () => {
    const answers: (() => void)[] = [];
    const held = <T>(value: T) => new Promise<T>((resolve) => void answers.push(() => resolve(value)));
    const first = relays[0] as RelayView;
    const { store, client, actions } = await app({
      "settings.set": (part) => {
        const now = { ...settings, ...part } as typeof settings;
        client.emit("settings.changed", now);
        return held(now);
      },
      "relays.quota": ({ day, month }) => {
        const now = {
          ...first,
          quota: { ...first.quota, ...(day !== undefined && { day }), ...(month !== undefined && { month }) },
        };
        client.emit("relays.changed", [now]);
        return held(now);
      },
    });
    const seen: unknown[] = [];
    store.subscribe(({ settings: now, relays: [relay] }) => seen.push([now?.limit, relay?.quota.day]));
    void actions.setSettings({ limit: 1 });
    void actions.setSettings({ limit: 2 });
    void actions.setRelayQuota(first.id, { day: 1 });
    void actions.setRelayQuota(first.id, { day: 2 });
    seen.length = 0;
    for (const answer of answers) answer();
    await soon();
    expect([...new Set(seen.map((one) => JSON.stringify(one)))]).toEqual(["[2,2]"]);
  });
});

describe("what is pasted", () => {
  it("is read in no time, however odd and long it is", () => {
    const began = performance.now();
    readCurl(`curl ${";".repeat(300_000)}x`);
    readMany(`curl ${" ".repeat(300_000)}x`);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
