import { expect, test } from "vitest";
import { readCurl } from "../../../renderer/state/curl.ts";
import {
  differs,
  headersFrom,
  howForm,
  howFormWith,
  howProblem,
  howRelays,
  pickMode,
  toChange,
  typedSince,
} from "../../../renderer/state/how-form.ts";
import { stillTyped, typeOthers } from "../../../renderer/state/named-headers.ts";
import { needsHeaders } from "../../../renderer/words/download.ts";
import { beijing, download, failure, hongKong, relays, routeProgress } from "./samples.ts";

const how = {
  mode: "auto",
  relays: ["Hong Kong", "Old"],
  connections: 8,
  headers: ["Cookie"],
  locked: false,
} as const;
const opened = () => howForm({ ...how, relays: [...how.relays], headers: [...how.headers] }, relays);

test("saved relays come by id, those that are saved no longer by their name", () => {
  expect(howRelays({ ...how, relays: [...how.relays], headers: [] }, relays)).toEqual([
    { key: "r1", name: "Beijing", gone: false },
    { key: "r2", name: "Hong Kong", gone: false },
    { key: "Old", name: "Old", gone: true },
  ]);
  expect(opened().on).toEqual(["r2", "Old"]);
  expect(toChange("d1", opened())).toEqual({ id: "d1", mode: "auto", relays: ["r2", "Old"], connections: 8 });
  expect(toChange("d1", { ...opened(), headers: "Cookie: a=1", without: ["Referer"] })).toMatchObject({
    headers: { Cookie: "a=1" },
    without: ["Referer"],
  });
});

test("a form that cannot be sent says why", () => {
  expect(howProblem(opened())).toBeUndefined();
  expect(howProblem({ ...opened(), mode: "relay", on: [] })).toBe("no-relay");
  expect(howProblem({ ...opened(), connections: 65 })).toBe("connections");
  expect(howProblem({ ...opened(), connections: null })).toBe("connections");
  expect(howProblem({ ...opened(), headers: "no header" })).toBe("headers");
});

test("who leaves direct for relays without one that is on means the saved ones, but for those never used", () => {
  const [first, second] = [{ ...beijing, use: "never" as const }, hongKong];
  const direct = howForm({ ...how, mode: "direct", relays: [], headers: [] }, [first, second]);
  expect(pickMode(direct, "auto", [first, second])).toEqual({ mode: "auto", on: ["r2"] });
  expect(pickMode(direct, "relay", [first, second])).toEqual({ mode: "relay", on: ["r2"] });
  expect(pickMode({ ...direct, on: ["r1"] }, "all", [first, second])).toEqual({ mode: "all" });
  expect(pickMode(opened(), "direct", relays)).toEqual({ mode: "direct" });
  // Switched off by hand, they stay off.
  expect(pickMode({ ...opened(), on: [] }, "all", relays)).toEqual({ mode: "all" });
  // There and back again, nothing is changed.
  const there = { ...direct, ...pickMode(direct, "auto", relays) };
  expect(differs(there, direct)).toBe(true);
  expect(differs({ ...there, ...pickMode(there, "direct", relays) }, direct)).toBe(false);
});

test("what was touched stands over what the host says, but for what is gone since", () => {
  const view = { ...how, relays: ["Hong Kong"], headers: ["Cookie"] };
  const draft = { connections: 2, on: ["r2", "gone"], without: ["Cookie", "Referer"] };
  expect(howFormWith(view, relays, draft)).toEqual({
    mode: "auto",
    on: ["r2"],
    connections: 2,
    headers: "",
    without: ["Cookie"],
  });
  expect(howFormWith({ ...view, mode: "all" }, relays, draft).mode).toBe("all");
});

test("of what was sent nothing stays a draft; what was typed since does", () => {
  const sent = {
    mode: "all",
    on: ["r1"],
    connections: 4,
    headers: "Cookie: a=1",
    without: ["Referer"],
  } as const;
  expect(typedSince(sent, sent)).toEqual({});
  expect(
    typedSince(
      {
        mode: "auto",
        on: ["r2"],
        connections: null,
        headers: "Cookie: a=1\nX-A: 1",
        without: ["Referer", "X-B"],
      },
      sent,
    ),
  ).toEqual({ mode: "auto", on: ["r2"], connections: null, headers: "X-A: 1", without: ["X-B"] });
  expect(typedSince({ headers: "Cookie: a=12" }, sent)).toEqual({ headers: "Cookie: a=12" });
});

test("a command that is pasted among other headers keeps its cookies when one types on there", () => {
  const typed = typeOthers(undefined, "Referer: https://old.example/", "X-A: 1");
  expect(typed.headers).toBe("Referer: https://old.example/\nX-A: 1");
  // While it is typed, a line that has a field of its own stays where it is.
  const cookie = typeOthers(typed, typed.headers, "X-A: 1\nCookie: s=1");
  expect(stillTyped(cookie, cookie.headers)?.text).toBe("X-A: 1\nCookie: s=1");
  const pasted = "Cookie: s=2\nReferer: https://new.example/\nX-B: 2";
  expect(stillTyped(cookie, pasted)).toBeUndefined();
  expect(typeOthers(cookie, pasted, "X-B: 23").headers).toBe(
    "Cookie: s=2\nReferer: https://new.example/\nX-B: 23",
  );
});

test("a copied command's headers are taken for the server that they were given for alone", () => {
  const curl = readCurl("curl 'https://a.example/x?k=1' -H 'Cookie: s=1'");
  if (curl.kind !== "read") throw new Error(curl.kind);
  expect(headersFrom(curl, "https://a.example/f.bin")).toBe("Cookie: s=1");
  expect(headersFrom(curl, "https://b.example/f.bin")).toBeUndefined();
  expect(headersFrom(curl, "http://a.example/f.bin")).toBeUndefined();
});

const failed = (reason: ReturnType<typeof failure>, problems: ReturnType<typeof failure>[] = []) =>
  needsHeaders(
    download({
      state: "failed",
      failure: reason,
      routes: problems.map((problem, at) => routeProgress(`r${at}`, { state: "out", problem })),
    }),
  );
const refused = (status: number) => failure("http-status", { host: "a", status });

test("headers are offered where a server asks who one is, on whatever route", () => {
  expect(failed(refused(401))).toBe(true);
  expect(failed(refused(403))).toBe(true);
  expect(failed(refused(404))).toBe(false);
  expect(failed(failure("headers-locked", {}))).toBe(true);
  expect(failed(failure("no-route", { detail: "" }), [refused(500), refused(403)])).toBe(true);
  expect(failed(failure("no-route", { detail: "" }), [refused(500)])).toBe(false);
  // A relay that refuses knows nothing of the server's cookies.
  const relayRefused = failure("relay-answered", { relay: "Beijing", status: 403 });
  expect(failed(relayRefused)).toBe(false);
  expect(failed(failure("no-route", { detail: "" }), [relayRefused, refused(500)])).toBe(false);
  expect(failed(failure("no-route", { detail: "" }), [relayRefused, refused(401)])).toBe(true);
});
