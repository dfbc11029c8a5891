/** An address that another page hands over: shown to anybody, taken by who is in and presses, and nothing else gets through. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Headless } from "../../../electron/headless/host.ts";
import { createMemoryService, type MemoryService } from "../../contract/memory-service.ts";
import { enter, startTestHost } from "../../contract/test-host.ts";
import { rawRequest } from "./raw-request.ts";

let host: Headless;
let service: MemoryService;
let cookie: string;
beforeAll(async () => {
  service = createMemoryService();
  host = await startTestHost({ service });
  cookie = await enter(host.url);
});
afterAll(() => host?.close());

const url = "https://files.example/a.iso?x=1&y=2";
const fromElsewhere = {
  "sec-fetch-site": "cross-site",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
};
/** Sent raw: fetch does not let these headers be set. */
async function ask(target: string, headers: Readonly<Record<string, string>>, method = "GET") {
  return rawRequest(host.origin, [
    `${method} ${target} HTTP/1.1`,
    `Host: ${new URL(host.origin).host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "Connection: close",
  ]);
}
const post = (headers: Readonly<Record<string, string>>, address = url) =>
  fetch(`${host.origin}/add`, {
    method: "POST",
    headers: { origin: host.origin, ...headers },
    body: new URLSearchParams({ url: address }),
    redirect: "manual",
  });

test("the page shows the address and asks; it knows of no session, and nothing is added by it", async () => {
  const answer = await ask(`/add?url=${encodeURIComponent(url)}`, fromElsewhere);
  expect(answer.status).toBe(200);
  expect(answer.body).toContain("https://files.example/a.iso?x=1&#38;y=2");
  expect(answer.body).toContain('<form method="post" action="/add">');
  expect(answer.body).not.toContain("<script");
  expect(service.calls.filter((call) => call.startsWith("offer"))).toEqual([]);
});

test("what is in the address is text, never a page's own", async () => {
  const hostile = 'https://x.example/"><script>alert(1)</script>';
  const answer = await ask(`/add?url=${encodeURIComponent(hostile)}`, fromElsewhere);
  expect(answer.status).toBe(200);
  expect(answer.body).not.toMatch(/<script|"><\/|alert\(1\)<\/script>/);
});

test.each([
  "",
  "javascript:alert(1)",
  "file:///etc/passwd",
  "files.example/a",
  "https://me:secret@files.example/a",
  "x",
])("%j is none that can be handed over", async (text) => {
  expect((await ask(`/add?url=${encodeURIComponent(text)}`, fromElsewhere)).status).toBe(400);
});

test.each([
  ["in a frame", { ...fromElsewhere, "sec-fetch-dest": "iframe" }, "/add?url=x", "GET"],
  [
    "by a script",
    { ...fromElsewhere, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" },
    "/add?url=x",
    "GET",
  ],
  ["with an Origin of its own", { ...fromElsewhere, origin: "https://evil.example" }, "/add?url=x", "GET"],
  ["at another path", fromElsewhere, "/?url=x", "GET"],
  ["at a path that begins likewise", fromElsewhere, "/address?url=x", "GET"],
  [
    "as a form",
    { ...fromElsewhere, origin: "https://evil.example", "content-length": "0" },
    "/add?url=x",
    "POST",
  ],
] as const)("another site gets no further: %s", async (_how, headers, target, method) => {
  expect((await ask(target, headers, method)).status).toBe(403);
});

test("a press there by who is in offers the address, and leads to the app", async () => {
  const answer = await post({ cookie });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
  expect(service.calls).toContain(`offer ${url}`);
});

test("who is not in is told how to come in, and nothing is offered", async () => {
  const before = service.calls.length;
  expect((await post({})).status).toBe(401);
  expect((await post({ cookie, origin: "https://evil.example" })).status).toBe(403);
  expect((await post({ cookie }, "javascript:alert(1)")).status).toBe(303);
  expect(service.calls).toHaveLength(before);
});
