/** What is typed and not saved yet: it outlives the view it was typed in, and what is saved takes away no more than was sent. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "../../../electron/common/errors.ts";
import type { HowView } from "../../../electron/common/views.ts";
import { app } from "./an-app.ts";
import { download } from "./samples.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const soon = () => vi.advanceTimersByTimeAsync(0);
const never = () => expect.unreachable("it was refused");

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
