/** What is typed and not saved yet: it outlives the view it was typed in, and what is saved takes away no more than was sent. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "../../../electron/common/errors.ts";
import type { HowView, RelayView } from "../../../electron/common/views.ts";
import { app } from "./an-app.ts";
import type { Answers } from "./fake-client.ts";
import { beijing, download } from "./samples.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const soon = () => vi.advanceTimersByTimeAsync(0);
const never = () => expect.unreachable("it was refused");

const wizardOf = async (answers: Answers = {}) => {
  const { store, actions } = await app({ "relays.add": beijing, ...answers });
  actions.toggleWizard();
  const wizard = () => store.getState().wizard;
  return { store, actions, wizard, token: wizard()?.form.token };
};

const rulesOf = async () => {
  let kept = "a.example direct\n";
  const made = await app({
    "rules.get": () => kept,
    "rules.set": ({ text }) => (kept = text.endsWith("\n") ? text : `${text}\n`),
  });
  const elsewhere = (text: string) => {
    kept = text;
  };
  return { ...made, kept: () => kept, elsewhere };
};

describe("how a download is fetched", () => {
  const before: HowView = {
    mode: "auto",
    relays: ["Beijing"],
    connections: 8,
    headers: [],
    locked: false,
  };
  const after: HowView = { ...before, headers: ["Cookie"] };

  it("keeps what is typed beside what the host says, also while it is asked anew", async () => {
    const { store, actions } = await app({ "downloads.list": [download()], "downloads.how": before });
    await actions.askHow("d1");
    actions.typeHow("d1", { headers: "Cookie: a=1" });
    actions.typeHow("d1", { connections: 4 });
    await actions.askHow("d1");
    expect(store.getState().how["d1"]).toEqual({
      now: before,
      draft: { headers: "Cookie: a=1", connections: 4 },
    });
  });

  it("drops what was sent once it is saved, and nothing that was typed meanwhile", async () => {
    const paused = Promise.withResolvers<undefined>();
    let now = before;
    const { store, actions, inputs } = await app({
      "downloads.list": [download()],
      "downloads.how": () => now,
      "downloads.change": () => paused.promise,
    });
    await actions.askHow("d1");
    actions.typeHow("d1", { headers: "Cookie: a=1" });
    const saving = actions.changeHow("d1", never);
    actions.typeHow("d1", { headers: "Cookie: a=1\nX-A: 1" });
    actions.typeHow("d1", { connections: 2 });
    now = after;
    paused.resolve(undefined);
    expect(await saving).toBe(true);
    expect(inputs("downloads.change")).toEqual([
      { id: "d1", mode: "auto", relays: ["r1"], connections: 8, headers: { Cookie: "a=1" } },
    ]);
    expect(store.getState().how["d1"]).toEqual({ now: after, draft: { headers: "X-A: 1", connections: 2 } });
  });

  it("keeps all that could not be saved", async () => {
    const { store, actions } = await app({
      "downloads.list": [download()],
      "downloads.change": () => Promise.reject(new AppError("no-relay", {})),
    });
    await actions.askHow("d1");
    actions.typeHow("d1", { headers: "Cookie: a=1" });
    const tell = vi.fn<() => void>();
    expect(await actions.changeHow("d1", tell)).toBe(false);
    expect(tell).toHaveBeenCalledWith(expect.objectContaining({ code: "no-relay" }));
    expect(store.getState().how["d1"]?.draft).toEqual({ headers: "Cookie: a=1" });
  });

  it("goes with its download, also where that went while the connection was lost", async () => {
    let list = [download(), download({ id: "d2" }), download({ id: "d3" })];
    const { client, store, actions } = await app({ "downloads.list": () => list });
    for (const id of ["d1", "d2", "d3"]) actions.typeHow(id, { headers: "Cookie: a=1" });
    client.emit("downloads.removed", { id: "d1" });
    await vi.advanceTimersByTimeAsync(1000);
    expect(Object.keys(store.getState().how)).toEqual(["d2", "d3"]);
    client.turn("lost");
    list = [download({ id: "d3" })];
    client.turn("connected");
    await soon();
    expect(Object.keys(store.getState().how)).toEqual(["d3"]);
    // What comes late of one that is gone does not come back.
    await actions.askHow("d1");
    expect(Object.keys(store.getState().how)).toEqual(["d3"]);
  });
});

describe("setting a relay up", () => {
  it("stays closed where it was closed, and is opened as it was: its token may stand on a server", async () => {
    const { actions, wizard, token } = await wizardOf();
    expect(wizard()).toMatchObject({ open: true, form: { origins: "" } });
    actions.typeWizard({ origins: "github.com" });
    actions.typeWizard({ domain: "relay.example" });
    actions.toggleWizard();
    actions.show("relays");
    expect(wizard()?.open).toBe(false);
    actions.toggleWizard();
    const form = { origins: "github.com", domain: "relay.example", token };
    expect(wizard()).toMatchObject({ open: true, form });
  });

  it("begins anew once its relay was added: no two have one token", async () => {
    const { store, actions, wizard, token } = await wizardOf();
    actions.typeWizard({ origins: "github.com", domain: "relay.example" });
    await actions.saveWizard("sni://relay.example", never);
    // Until then it is there to be copied.
    expect(wizard()).toMatchObject({ open: true, form: { token }, added: { spec: "sni://relay.example" } });
    store.setState({ health: { wizard: { checks: [], grade: "good", cause: null } } });
    actions.toggleWizard();
    actions.toggleWizard();
    expect(wizard()).toMatchObject({ open: true, form: { origins: "", domain: "" }, added: undefined });
    expect(wizard()?.form.token).not.toBe(token);
    expect(store.getState().health).toEqual({});
    // What was not added stays, unless the person says otherwise.
    const next = wizard()?.form.token;
    actions.typeWizard({ origins: "gitlab.com" });
    actions.beginWizard();
    expect(wizard()?.form.origins).toBe("");
    expect(wizard()?.form.token).not.toBe(next);
  });

  it("keeps what is typed for the next one while the first is saved, and after", async () => {
    const slow = Promise.withResolvers<RelayView>();
    const { actions, wizard, token } = await wizardOf({ "relays.add": () => slow.promise });
    actions.typeWizard({ origins: "github.com", domain: "relay.example" });
    const saving = actions.saveWizard("sni://relay.example", never);
    actions.typeWizard({ domain: "second.example" });
    slow.resolve(beijing);
    await saving;
    actions.toggleWizard();
    actions.toggleWizard();
    expect(wizard()?.form).toMatchObject({ origins: "github.com", domain: "second.example", token });
  });
});

describe("rules", () => {
  it("that were not touched undo nothing that another window saved", async () => {
    const { actions, kept, elsewhere } = await rulesOf();
    await actions.readRules();
    elsewhere("b.example refuse\n");
    expect(await actions.saveRules(never)).toBeUndefined();
    // Nor those that were given up.
    actions.typeRules("c.example direct", "a.example direct\n");
    actions.dropRules();
    expect(await actions.saveRules(never)).toBeUndefined();
    expect(kept()).toBe("b.example refuse\n");
  });

  it("that another window saved are replaced by the second word only, or are the same", async () => {
    const { store, actions, kept, elsewhere } = await rulesOf();
    actions.typeRules("mine.example direct\n", kept());
    elsewhere("b.example refuse\n");
    expect(await actions.saveRules(never)).toEqual({ rules: "b.example refuse\n", saved: false });
    expect(await actions.saveRules(never)).toEqual({ rules: "mine.example direct\n", saved: true });
    actions.typeRules("same.example direct\n", kept());
    elsewhere("same.example direct\n");
    expect(await actions.saveRules(never)).toEqual({ rules: "same.example direct\n", saved: true });
    expect(store.getState().rulesDraft).toBeUndefined();
  });
});
