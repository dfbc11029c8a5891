import { expect, test } from "vitest";
import { readCurl } from "../../../renderer/state/curl.ts";
import { headersFrom, howForm, howProblem, howRelays, toChange } from "../../../renderer/state/how-form.ts";
import { needsHeaders } from "../../../renderer/words/download.ts";
import { download, failure, relays, routeProgress } from "./samples.ts";

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
});
