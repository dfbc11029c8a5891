/** Who the headless host lets in: the rules against rebinding, other sites, used links and paths that climb out. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import type { Headless } from "../../../electron/headless/host.ts";
import { enter, indexHtml, openSocket, startTestHost } from "../../contract/test-host.ts";
import { rawRequest } from "./raw-request.ts";

let host: Headless;
let cookie: string;
let authority: string;
beforeAll(async () => {
  host = await startTestHost();
  authority = new URL(host.origin).host;
  cookie = await enter(host.url);
});
afterAll(() => host?.close());

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
const withSession = (path: string, { method = "GET", headers = {} }: Asked = {}) =>
  fetch(`${host.origin}${path}`, { method, headers: { cookie, ...headers } });
const ownPort = () => authority.split(":")[1] ?? "";
/** 101 where the socket opens, else the status of the refusal. */
const outcome = (socket: WebSocket) =>
  new Promise<number>((resolve) => {
    socket.on("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.on("open", () => {
      resolve(101);
      socket.close();
    });
  });

/** Asks for the page with these Host headers. */
const get = (...hosts: string[]) =>
  rawRequest(host.origin, [
    "GET / HTTP/1.1",
    ...hosts.map((name) => `Host: ${name}`),
    `Cookie: ${cookie}`,
    "Connection: close",
  ]);

describe("the Host header", () => {
  test.each(["127.0.0.1", "localhost", "LocalHost", "[::1]"])("%s is ours", async (name) => {
    expect((await get(`${name}:${ownPort()}`)).status).toBe(200);
  });

  test.each([
    "localhost.evil.com",
    "127.0.0.1.evil.com",
    "evil.com",
    "localhost.",
    "127.1",
    "2130706433",
    "0.0.0.0",
    "192.168.1.5",
    "user@127.0.0.1",
  ])("%s is refused", async (name) => {
    expect((await get(`${name}:${ownPort()}`)).status).toBe(421);
  });

  test("another port, no port and an empty Host are refused", async () => {
    expect((await get("127.0.0.1:1")).status).toBe(421);
    expect((await get("127.0.0.1")).status).toBe(421);
    expect((await get("")).status).toBeGreaterThanOrEqual(400);
  });

  test("must be there once", async () => {
    expect((await get()).status).toBe(400);
    expect((await get(authority, authority)).status).toBeGreaterThanOrEqual(400);
    expect((await get(authority, "evil.com")).status).toBeGreaterThanOrEqual(400);
    expect((await get("evil.com", authority)).status).toBeGreaterThanOrEqual(400);
  });

  test("is not taken from X-Forwarded-Host", async () => {
    const answer = await rawRequest(host.origin, [
      "GET / HTTP/1.1",
      "Host: evil.com",
      `X-Forwarded-Host: ${authority}`,
      `Cookie: ${cookie}`,
      "Connection: close",
    ]);
    expect(answer.status).toBe(421);
  });

  test.each(["http://evil.com/", "http://127.0.0.1/", "//evil.com/", "*"])(
    "a request for %s is no way round it",
    async (target) => {
      const answer = await rawRequest(host.origin, [
        `GET ${target} HTTP/1.1`,
        `Host: ${authority}`,
        `Cookie: ${cookie}`,
        "Connection: close",
      ]);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    },
  );
});

describe("the link", () => {
  test("sets a cookie that scripts and other sites cannot use, and leaves the address bar", async () => {
    const response = await fetch(host.newLink(), { redirect: "manual" });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/");
    const set = response.headers.get("set-cookie") ?? "";
    expect(set).toMatch(
      new RegExp(`^detour-${new URL(host.origin).port}=[\\w-]{43}; HttpOnly; SameSite=Strict`),
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("works once, and says so", async () => {
    const link = host.newLink();
    await enter(link);
    const second = await fetch(link, { redirect: "manual" });
    expect(second.status).toBe(401);
    expect(second.headers.get("set-cookie")).toBeNull();
    const page = await second.text();
    expect(page).toContain("each link works once");
    expect(page).toContain("每个链接只能使用一次");
  });

  test("is not used up by a browser that fetches ahead, nor by HEAD", async () => {
    const link = host.newLink();
    expect((await fetch(link, { headers: { "sec-purpose": "prefetch;prerender" } })).status).toBe(503);
    await fetch(link, { method: "HEAD", redirect: "manual" });
    await enter(link);
  });

  test("a used one still opens the app in the browser that used it", async () => {
    const link = host.newLink();
    const own = await enter(link);
    const again = await fetch(link, { headers: { cookie: own }, redirect: "manual" });
    expect([again.status, again.headers.get("location")]).toEqual([303, "/"]);
  });

  test("an invented token is refused", async () => {
    for (const token of ["", "x", "A".repeat(43)])
      expect((await fetch(`${host.origin}/?token=${token}`, { redirect: "manual" })).status).toBe(401);
  });
});

describe("the session", () => {
  test("opens the app", async () => {
    const response = await withSession("/");
    expect([response.status, await response.text()]).toEqual([200, indexHtml]);
  });

  test.each(["/", "/index.html", "/assets/app-1a2b.js", "/nothing"])("%s needs it", async (path) => {
    expect((await fetch(`${host.origin}${path}`)).status).toBe(401);
  });

  test("an invented one is refused", async () => {
    const name = cookie.split("=")[0];
    for (const value of [`${name}=`, `${name}=x`, `other=${cookie.split("=")[1]}`])
      expect((await fetch(`${host.origin}/`, { headers: { cookie: value } })).status).toBe(401);
  });
});

describe("other sites", () => {
  test("may not send anything that is not GET", async () => {
    for (const headers of [
      {},
      { origin: "https://evil.com" },
      { origin: "null" },
      { origin: "http://localhost:1" },
    ])
      expect((await withSession("/login", { method: "POST", headers })).status).toBe(403);
  });

  test("may not even read, where the browser says who they are", async () => {
    expect((await withSession("/", { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect((await withSession("/", { headers: { origin: "https://evil.com" } })).status).toBe(403);
  });

  test("get no CORS headers", async () => {
    const response = await withSession("/", { method: "OPTIONS", headers: { origin: host.origin } });
    const names = [...response.headers.keys()].filter((name) => name.startsWith("access-control-"));
    expect(names).toEqual([]);
  });
});

describe("the WebSocket", () => {
  test("opens with the cookie, from our own page", async () => {
    expect(await outcome(openSocket(host.origin, { cookie }))).toBe(101);
  });

  test("needs the cookie", async () => {
    expect(await outcome(openSocket(host.origin))).toBe(401);
  });

  test.each(["https://evil.com", "null", "http://127.0.0.1", "http://localhost.evil.com"])(
    "is refused to a page of %s",
    async (from) => {
      expect(await outcome(openSocket(host.origin, { cookie, from }))).toBe(403);
    },
  );

  test("is refused where no Origin is given", async () => {
    const answer = await rawRequest(host.origin, [
      "GET /api HTTP/1.1",
      `Host: ${authority}`,
      `Cookie: ${cookie}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]);
    expect(answer.status).toBe(403);
  });

  test("is at one address only", async () => {
    const answer = await rawRequest(host.origin, [
      "GET /elsewhere HTTP/1.1",
      `Host: ${authority}`,
      `Origin: ${host.origin}`,
      `Cookie: ${cookie}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]);
    expect(answer.status).toBe(404);
  });
});

describe("files", () => {
  test.each([
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/%00",
    "/%",
    "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
    "/....//secret.txt",
  ])("%s is not served", async (target) => {
    const answer = await rawRequest(host.origin, [
      `GET ${target} HTTP/1.1`,
      `Host: ${authority}`,
      `Cookie: ${cookie}`,
      "Connection: close",
    ]);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain("secret");
  });

  test("carry the policy and their types, and are kept only where their names say what is in them", async () => {
    const [page, script] = await Promise.all([withSession("/"), withSession("/assets/app-1a2b.js")]);
    for (const response of [page, script]) {
      expect(response.headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; script-src 'self';/,
      );
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    }
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(page.headers.get("cache-control")).toBe("no-cache");
    expect(script.headers.get("content-type")).toMatch(/^text\/javascript/);
    expect(script.headers.get("cache-control")).toMatch(/immutable/);
  });

  test("a refusal carries the policy too", async () => {
    for (const path of ["/", "/nothing"]) {
      const response = await fetch(`${host.origin}${path}`);
      expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
    }
  });
});
