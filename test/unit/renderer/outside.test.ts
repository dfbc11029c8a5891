/** Addresses from outside in the page: shown, and asked for only by a click. */
import { beforeEach, expect, test, vi } from "vitest";
import { AppError, toFailure } from "../../../electron/common/errors.ts";
import type { OfferView } from "../../../electron/common/views.ts";
import { emptyAsk } from "../../../renderer/state/ask.ts";
import type { Answers } from "./fake-client.ts";
import { beijing, download, hongKong, settings } from "./samples.ts";
import { app } from "./an-app.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const offer: OfferView = {
  id: "o1",
  url: "https://a.example/x.iso?sig=1",
  name: "x.iso",
  checksum: "sha256:00",
  mirrors: ["https://b.example/x.iso"],
  from: "file",
};

const open = (answers: Answers = {}) =>
  app(
    { "offers.list": [offer], "offers.dismiss": undefined, "downloads.add": download(), ...answers },
    { ...emptyAsk, off: [hongKong.id] },
  );

test("an offer is shown, and nothing is asked for it", async () => {
  const { client, store, inputs } = await open();
  expect(store.getState().offers).toEqual([offer]);
  client.emit("offers.changed", [offer, { ...offer, id: "o2" }]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(store.getState().offers).toHaveLength(2);
  expect(inputs("sources.probe")).toEqual([]);
  expect(inputs("downloads.add")).toEqual([]);
});

test("a click downloads it with all that came with it, by the routes that are on", async () => {
  const { actions, inputs } = await open();
  await actions.takeOffer(offer);
  expect(inputs("downloads.add")).toEqual([
    {
      url: offer.url,
      mode: "auto",
      relays: [beijing.id],
      name: "x.iso",
      checksum: "sha256:00",
      mirrors: offer.mirrors,
    },
  ]);
  expect(inputs("offers.dismiss")).toEqual([{ id: "o1" }]);
});

test("an offer whose download cannot begin stays, and the person hears why", async () => {
  const { actions, store, inputs } = await open({
    "downloads.add": () => Promise.reject(new AppError("file-exists", { file: "/x.iso" })),
  });
  await actions.takeOffer(offer);
  expect(store.getState().notice?.code).toBe("file-exists");
  expect(inputs("offers.dismiss")).toEqual([]);
});

test("put into the address field it is as if it had been typed there", async () => {
  const { actions, store, inputs } = await open();
  await actions.editOffer({ ...offer, name: null });
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState().ask).toMatchObject({ url: offer.url, name: "", checksum: "sha256:00" });
  expect(inputs("sources.probe")).toHaveLength(1);
  expect(inputs("offers.dismiss")).toEqual([{ id: "o1" }]);
});

test("menu, tray and notification lead to a view", async () => {
  const { client, store } = await open();
  client.emit("app.show", { view: "settings" });
  expect(store.getState().view).toBe("settings");
});

test("what nobody waited for and could not be done is told", async () => {
  const { client, store } = await open();
  const failure = toFailure(new AppError("not-available", { detail: "a.iso: no program for it" }));
  client.emit("app.notice", failure);
  expect(store.getState().notice).toEqual(failure);
});

test("settings are set back one by one or all at once", async () => {
  const { actions, store, inputs } = await open({ "settings.reset": { ...settings, connections: 64 } });
  await actions.resetSettings(["connections"]);
  await actions.resetSettings();
  expect(inputs("settings.reset")).toEqual([{ names: ["connections"] }, {}]);
  expect(store.getState().settings?.connections).toBe(64);
});
