/** What comes late, twice, or in another order: it undoes nothing that is newer, and nothing that was typed is lost. */
import { beforeEach, expect, test, vi } from "vitest";
import { AppError } from "../../../electron/common/errors.ts";
import type { DownloadView } from "../../../electron/common/views.ts";
import { emptyAsk } from "../../../renderer/state/ask.ts";
import { readMany } from "../../../renderer/state/many.ts";
import { recallOff } from "../../../renderer/state/memory.ts";
import type { Answers } from "./fake-client.ts";
import { comparison, download, noUpdates, practiceOff, relays, url } from "./samples.ts";
import { app } from "./an-app.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as unknown as Storage;
}

const lost = () => Promise.reject(new AppError("connection-to-app-lost", {}));

test("what changes while a window asks for everything is not undone by the list that it asked for", async () => {
  const rest = Promise.withResolvers<void>();
  const list = [download({ id: "ends" }), download({ id: "goes" }), download({ id: "stays" })];
  const { client, store } = await app({
    "downloads.list": list,
    // The list was long, and this waits behind it.
    "updates.get": async () => {
      await rest.promise;
      return noUpdates;
    },
  });
  client.emit("downloads.changed", [download({ id: "ends", state: "done" })]);
  client.emit("downloads.removed", { id: "goes" });
  client.emit("offers.changed", [{ id: "o", url, name: null, checksum: null, mirrors: [], from: "link" }]);
  await vi.advanceTimersByTimeAsync(1000);
  rest.resolve();
  await vi.advanceTimersByTimeAsync(1000);
  const { downloads, offers, connection } = store.getState();
  expect(connection).toBe("connected");
  expect(downloads.map(({ id, state }: DownloadView) => [id, state])).toEqual(
    expect.arrayContaining([
      ["ends", "done"],
      ["stays", "running"],
    ]),
  );
  expect(downloads).toHaveLength(2);
  expect(offers).toHaveLength(1);
});

test("past comparisons that cannot be had are not none", async () => {
  const { actions, store } = await app({ "comparisons.history": lost });
  expect(await actions.history()).toBeUndefined();
  expect(store.getState().connection).toBe("lost");
});

test("where the connection breaks off in a list, what was not added stays to be tried again", async () => {
  let left = 1;
  const { actions, store } = await app({
    "downloads.add": (input) => (left-- > 0 ? download({ id: input.url }) : lost()),
  });
  const entries = readMany(["one", "two", "three"].map((name) => `https://a.example/${name}`).join("\n"));
  await actions.downloadMany(entries);
  const failed = store.getState().many?.failed ?? new Map<string, never>();
  expect([...failed.keys()]).toEqual(["https://a.example/two", "https://a.example/three"]);
  expect([...failed.values()].map(({ code }: { code: string }) => code)).toEqual([
    "connection-to-app-lost",
    "connection-to-app-lost",
  ]);
});

test("the advice of a comparison takes no name and no checksum of the address that is typed since", async () => {
  const { store, actions, inputs } = await app({
    "comparisons.start": comparison({ state: "running" }),
    "downloads.add": download(),
  });
  await actions.compare();
  const other = new URL("another.iso", url).href;
  actions.change({ url: other, name: "another.iso", checksum: "md5:00", acceptPage: true });
  await actions.takeAdvice("Beijing");
  expect(inputs("downloads.add")).toEqual([{ url, mode: "auto", relays: ["r1"] }]);
  // It is for the next download, and stays.
  expect(store.getState().ask).toMatchObject({ url: other, name: "another.iso", checksum: "md5:00" });
});

test("the advice of a comparison asks for a time to come, as the button above it does", async () => {
  const { store, actions, inputs } = await app({ "comparisons.start": comparison() });
  await actions.compare();
  actions.change({ start: "at", startAt: "" });
  await actions.takeAdvice("Beijing");
  expect(inputs("downloads.add")).toEqual([]);
  expect(store.getState().askProblem).toMatchObject({ code: "not-allowed" });
});

test("a page that cannot be asked for again does not leave the list", async () => {
  const { actions, inputs, client } = await app({
    "downloads.add": (input) => (input.acceptPage ? lost() : download({ id: "page" })),
    "downloads.remove": () => undefined,
  });
  await actions.download();
  await actions.savePage("page");
  expect(client.calls.map(({ method }) => method)).toContain("downloads.add");
  expect(inputs("downloads.remove")).toEqual([]);
});

const on = { running: true, url: "http://127.0.0.1:1/x", relays: ["p1"], size: 1, sha256: null };
const practiced: Answers = {
  "practice.start": on,
  "practice.stop": practiceOff,
  "relays.list": () => [
    ...relays,
    { ...relays[0], id: "p1", name: "Practice", practice: true } as (typeof relays)[0],
  ],
};

test("the practice network gives the relays back as it found them, however often it was begun", async () => {
  const { store, actions } = await app(practiced, { ...emptyAsk, off: ["r2"] });
  await actions.startPractice();
  await actions.startPractice();
  await actions.stopPractice();
  expect(store.getState().ask.off).toEqual(["r2"]);
});

test("a relay that is switched off stays so where the window is loaded anew during practice", async () => {
  const memory = { local: storage() };
  const first = await app(practiced, emptyAsk, memory);
  first.actions.toggle("r2");
  await first.actions.startPractice();
  // A chip that is pressed meanwhile is of practice alone.
  first.actions.toggle("p1");
  first.actions.toggle("p1");
  const again = await app({ ...practiced, "practice.get": on }, emptyAsk, memory);
  expect(again.store.getState().ask.off).toEqual(["r2"]);
  await again.actions.stopPractice();
  expect(again.store.getState().ask.off).toEqual(["r2"]);
  expect(recallOff(memory)).toEqual(["r2"]);
});

test("a form that is open is not closed by the end of another relay, nor replaced by a spec that comes late", async () => {
  const slow = Promise.withResolvers<string>();
  const { store, actions } = await app({
    "relays.remove": () => undefined,
    "relays.spec": () => slow.promise,
  });
  const editing = actions.editRelay("r1");
  actions.addRelay();
  slow.resolve("sni://relay.example");
  await editing;
  expect(store.getState().editing).toMatchObject({ id: null, spec: "" });
  await actions.removeRelay("r2");
  expect(store.getState().editing).toMatchObject({ id: null, spec: "" });
});

test("settings that could not be set are not said to be", async () => {
  const { actions } = await app({
    "settings.set": () => Promise.reject(new AppError("disk-error", { file: "x", detail: "full" })),
  });
  expect(await actions.setSettings({ limit: 1 })).toBe(false);
  const { actions: able } = await app();
  expect(await able.setSettings({ limit: 1 })).toBe(true);
});
