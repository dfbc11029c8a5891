import { beforeEach, describe, expect, it, vi } from "vitest";
import { AppError, type Failure } from "../../../electron/common/errors.ts";
import { emptyAsk } from "../../../renderer/state/ask.ts";
import { readMany } from "../../../renderer/state/many.ts";
import { comparison, download, practiceOff, probe, relays, url } from "./samples.ts";
import { app } from "./an-app.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const lost = () => Promise.reject(new AppError("connection-to-app-lost", {}));
const refused = () => Promise.reject(new AppError("not-found", { what: "download", id: "d1" }));

describe("the feed", () => {
  it("takes one snapshot, and one more when the connection is back", async () => {
    const { client, store, inputs } = await app({ "downloads.list": [download()] });
    expect(store.getState()).toMatchObject({ connection: "connected", downloads: [{ id: "d1" }] });
    client.turn("lost");
    expect(store.getState().connection).toBe("lost");
    client.turn("connected");
    await vi.advanceTimersByTimeAsync(0);
    expect(inputs("downloads.list")).toHaveLength(2);
  });

  it("paints at most 4 times a second, the last word of each download", async () => {
    const { client, store } = await app();
    const paints = vi.fn<() => void>();
    store.subscribe(paints);
    for (let bytes = 1; bytes <= 100; bytes++) {
      client.emit("downloads.changed", [download({ bytes })]);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(paints.mock.calls.length).toBeLessThanOrEqual(5);
    await vi.advanceTimersByTimeAsync(300);
    expect(store.getState().downloads[0]?.bytes).toBe(100);
  });

  it("does not bring back a download that was removed while a change of it waited", async () => {
    const { client, store } = await app();
    client.emit("downloads.changed", [download()]);
    client.emit("downloads.removed", { id: "d1" });
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.getState().downloads).toEqual([]);
  });

  it("shows a comparison that runs already, and follows it alone", async () => {
    const running = comparison({ state: "running", round: 2 });
    const { client, store } = await app({ "comparisons.list": [running] });
    client.emit("comparisons.changed", comparison({ id: "other" }));
    client.emit("comparisons.changed", comparison({ state: "running", round: 3 }));
    await vi.advanceTimersByTimeAsync(300);
    expect(store.getState().comparison).toMatchObject({ id: "c1", round: 3 });
  });
});

describe("asking", () => {
  it("says what is wrong with an address, and sends nothing", async () => {
    const { store, actions, inputs } = await app({}, { ...emptyAsk, url: "ftp://x/" });
    await actions.download();
    expect(store.getState().askProblem).toMatchObject({ code: "unsupported-scheme" });
    expect(inputs("downloads.add")).toEqual([]);
  });

  it("probes the routes once typing rests; in mode relay never direct", async () => {
    const { actions, inputs } = await app();
    actions.change({ url: `${url}?` });
    actions.change({ url });
    await vi.advanceTimersByTimeAsync(600);
    expect(inputs("sources.probe")).toEqual([{ url, relays: ["direct", "r1", "r2"] }]);
    actions.toggle("direct");
    await vi.advanceTimersByTimeAsync(600);
    expect(inputs("sources.probe").at(-1)).toEqual({ url, relays: ["r1", "r2"] });
  });

  it("downloads as mode and chips say, then forgets the file's name and checksum", async () => {
    const { store, actions, inputs } = await app({ "downloads.add": download() });
    actions.change({ off: ["r2"], name: "x.iso", checksum: "md5:00" });
    await actions.download();
    expect(inputs("downloads.add")).toEqual([
      { url, mode: "auto", relays: ["r1"], name: "x.iso", checksum: "md5:00" },
    ]);
    expect(store.getState().ask).toMatchObject({ name: "", checksum: "", url });
  });

  it("says that it is in the list already, by its address or the name that the server gives it", async () => {
    const probes = [probe({ name: null }), probe({ name: "served.iso" })];
    const { store, actions, inputs } = await app({
      "downloads.list": [download()],
      "downloads.same": { id: "d1", by: "name" },
      "downloads.add": download(),
      "sources.probe": probes,
    });
    actions.change({ folder: "/there" });
    actions.askRoutes();
    await vi.advanceTimersByTimeAsync(600);
    await actions.download();
    expect(inputs("downloads.same")).toEqual([{ url, folder: "/there", expected: "served.iso" }]);
    expect(store.getState().duplicate).toEqual({ id: "d1", by: "name" });
    expect(inputs("downloads.add")).toEqual([]);
    await actions.downloadAgain();
    expect(inputs("downloads.add")).toHaveLength(1);
    expect(store.getState().duplicate).toBeUndefined();
  });

  it("downloads what was asked for, though the next address is typed before it is known whether it is in the list", async () => {
    const asking = Promise.withResolvers<null>();
    const { store, actions, inputs } = await app({
      "downloads.same": () => asking.promise,
      "downloads.add": download(),
    });
    const pressed = actions.download();
    actions.change({ url: "https://files.example.com/next.iso", name: "next" });
    asking.resolve(null);
    await pressed;
    expect(inputs("downloads.add")).toEqual([expect.objectContaining({ url })]);
    expect(store.getState().ask).toMatchObject({ url: "https://files.example.com/next.iso", name: "next" });
  });

  it("downloads nothing where it cannot be told whether it is in the list", async () => {
    const { store, actions, inputs } = await app({ "downloads.same": refused });
    await actions.download();
    expect(inputs("downloads.add")).toEqual([]);
    expect(store.getState().askProblem).toMatchObject({ code: "not-found" });
  });

  it("gives headers to the server that they were meant for, and to no other", async () => {
    const secret = "Cookie: session=SECRET";
    const { store, actions, inputs } = await app(
      { "comparisons.start": comparison(), "downloads.add": download() },
      { ...emptyAsk, url, headers: secret },
    );
    await actions.downloadMany(
      readMany("https://other.example/a\ncurl https://third.example/b -H 'X-Key: own' -o c.bin"),
    );
    expect(JSON.stringify(inputs("downloads.add"))).not.toContain("SECRET");
    expect(inputs("downloads.add")).toMatchObject([
      { url: "https://other.example/a" },
      { url: "https://third.example/b", headers: { "X-Key": "own" }, name: "c.bin" },
    ]);
    await actions.compare();
    actions.change({ url: `${url}?part=2` });
    expect(store.getState().ask.headers).toBe(secret);
    actions.change({ url: "https://other.example/a" });
    expect(store.getState().ask.headers).toBe("");
    actions.change({ headers: secret });
    await actions.takeAdvice("direct");
    expect(JSON.stringify(inputs("downloads.add"))).not.toContain("SECRET");
  });

  it("asks the routes, and compares, with the headers of the download; half a line goes nowhere", async () => {
    const headers = "Cookie: session=SECRET\nX-";
    const { actions, inputs } = await app(
      { "comparisons.start": comparison() },
      { ...emptyAsk, url, headers: "" },
    );
    actions.change({ headers });
    await vi.advanceTimersByTimeAsync(600);
    const whole = { Cookie: "session=SECRET" };
    expect(inputs("sources.probe")).toEqual([{ url, relays: ["direct", "r1", "r2"], headers: whole }]);
    await actions.compare();
    expect(inputs("comparisons.start")).toMatchObject([{ headers: whole }]);
    // The same name without TLS is another server.
    actions.change({ url: url.replace("https:", "http:") });
    await vi.advanceTimersByTimeAsync(600);
    await actions.compareAgain();
    expect(JSON.stringify([inputs("sources.probe")[1], inputs("comparisons.start")[1]])).not.toContain(
      "SECRET",
    );
  });

  it("shows what the routes said last, whoever answers last", async () => {
    const answers: ((views: []) => void)[] = [];
    const { store, actions } = await app({
      "sources.probe": () => new Promise((resolve) => void answers.push(resolve)),
    });
    actions.change({ headers: "X-Key: 1" });
    await vi.advanceTimersByTimeAsync(600);
    actions.change({ headers: "X-Key: 12" });
    await vi.advanceTimersByTimeAsync(600);
    answers[0]?.([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(store.getState().probing).toBe(true);
    answers[1]?.([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(store.getState().probing).toBe(false);
  });

  it("asks for a relay before it compares", async () => {
    const { store, actions } = await app({ "relays.list": [] });
    await actions.compare();
    expect(store.getState().askProblem).toBe("no-relay-to-compare");
  });

  it("takes the advice of a comparison, with the whole address", async () => {
    const whole = `${url}?signature=1`;
    const { actions, inputs } = await app(
      { "comparisons.start": comparison(), "downloads.add": download() },
      { ...emptyAsk, url: whole },
    );
    await actions.compare();
    await actions.takeAdvice("Beijing");
    await actions.takeAdvice("direct");
    await actions.takeAdvice("all");
    expect(inputs("downloads.add")).toEqual([
      { url: whole, mode: "auto", relays: ["r1"] },
      { url: whole, mode: "direct", relays: [] },
      { url: whole, mode: "all", relays: ["r1"] },
    ]);
  });

  it("lets nothing go direct by an advice where the person wants none to, then or now", async () => {
    const { actions, inputs, store } = await app(
      { "comparisons.start": comparison(), "downloads.add": download() },
      { ...emptyAsk, url, mode: "relay" },
    );
    await actions.compare();
    await actions.takeAdvice("Beijing");
    actions.change({ mode: "all" });
    await actions.takeAdvice("Beijing");
    const { comparison: compared } = store.getState();
    if (!compared) throw new Error("nothing was compared");
    store.setState({
      comparison: { ...compared, routes: compared.routes.filter(({ route }) => route !== "direct") },
    });
    await actions.takeAdvice("Beijing");
    expect(inputs("downloads.add")).toEqual([
      { url, mode: "relay", relays: ["r1"] },
      { url, mode: "auto", relays: ["r1"] },
      { url, mode: "relay", relays: ["r1"] },
    ]);
    // The form is as it was.
    expect(store.getState().ask.mode).toBe("all");
  });

  it("shows a lost connection as such, and any other failure as a sentence", async () => {
    const { store, actions } = await app({ "downloads.pause": refused, "downloads.resume": lost });
    await actions.onDownload("pause", "d1");
    expect(store.getState().notice).toMatchObject({ code: "not-found" });
    await actions.onDownload("resume", "d1");
    expect(store.getState().connection).toBe("lost");
    expect(store.getState().busy).toEqual([]);
  });

  it("gives a download a new link, without what stands around it, and tells the form why not", async () => {
    const told = vi.fn<(failure: Failure) => void>();
    const { actions, inputs, store } = await app({ "downloads.relink": download() });
    expect(await actions.relink("d1", ` ${url}?new=1 `, told)).toBe(true);
    expect(inputs("downloads.relink")).toEqual([{ id: "d1", url: `${url}?new=1` }]);
    expect(told).not.toHaveBeenCalled();
    const other = await app({ "downloads.relink": refused });
    expect(await other.actions.relink("d1", url, told)).toBe(false);
    expect(told.mock.lastCall?.[0]).toMatchObject({ code: "not-found" });
    expect([store, other.store].map((each) => each.getState().notice)).toEqual([undefined, undefined]);
  });

  it("saves a page on request by asking again for the very same, whole address", async () => {
    const whole = `${url}?signature=1`;
    const { store, actions, inputs } = await app(
      {
        "downloads.add": ({ acceptPage }) => download({ id: acceptPage ? "d2" : "d1", state: "failed" }),
        "downloads.remove": () => undefined,
      },
      { ...emptyAsk, url: whole, name: "x.iso" },
    );
    await actions.savePage("d1");
    expect(inputs("downloads.remove")).toEqual([]);
    await actions.download();
    await actions.savePage("d1");
    expect(inputs("downloads.remove")).toEqual([{ id: "d1" }]);
    const [first, second] = inputs("downloads.add");
    expect(first).toMatchObject({ url: whole, name: "x.iso" });
    expect(first).not.toHaveProperty("acceptPage");
    expect(second).toEqual({ ...(first as object), acceptPage: true });
    expect(store.getState().ask.acceptPage).toBe(false);
  });

  it("turns to the practice network and back", async () => {
    const on = { running: true, url: "http://127.0.0.1:1/x", relays: ["p1"], size: 1, sha256: null };
    const practice = { ...relays[0], id: "p1", name: "Practice", practice: true } as (typeof relays)[0];
    const list = [...relays, practice];
    const { store, actions } = await app({
      "practice.start": on,
      "practice.stop": practiceOff,
      "relays.list": () => list,
    });
    actions.change({ off: ["r2"], url: "" });
    await actions.startPractice();
    expect(store.getState().ask).toMatchObject({ url: on.url, off: ["r1", "r2"] });
    await actions.stopPractice();
    expect(store.getState().ask).toMatchObject({ url: "", off: ["r2"] });
  });
});

describe("the first steps", () => {
  const first = {
    version: "1",
    host: "headless",
    can: { open: false, reveal: false, pickFolder: false },
    locale: "en",
    firstRun: true,
  } as const;

  it("are shown to who has just come, and leaving them is remembered", async () => {
    const { store, actions, inputs } = await app({ "app.info": first });
    expect(store.getState().view).toBe("welcome");
    actions.show("relays");
    actions.show("new");
    expect(inputs("app.welcomed")).toHaveLength(1);
  });

  it("do not stand before what came from outside", async () => {
    const offer = { id: "o", url, name: null, checksum: null, mirrors: [], from: "link" } as const;
    const { store } = await app({ "app.info": first, "offers.list": [offer as never] });
    expect(store.getState().view).toBe("new");
  });

  it("do not come back with the connection", async () => {
    const { client, store, actions } = await app({ "app.info": first });
    actions.show("new");
    client.turn("lost");
    client.turn("connected");
    await vi.advanceTimersByTimeAsync(0);
    expect(store.getState().view).toBe("new");
  });
});
