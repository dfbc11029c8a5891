/** The host beyond loopback: a password instead of links. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Headless } from "../../../electron/headless/host.ts";
import { Sessions } from "../../../electron/headless/sessions.ts";
import { startTestHost } from "../../contract/test-host.ts";

const password = "correct horse";

test.each(["0.0.0.0", "::", "192.0.2.1", "evil.com"])("%s is refused without a password", async (listen) => {
  await expect(startTestHost({ listen })).rejects.toMatchObject({
    code: "bad-option",
    params: { option: "--listen" },
  });
});

test("an address that is not this machine's is a bad option", async () => {
  await expect(startTestHost({ listen: "192.0.2.1", password })).rejects.toMatchObject({
    code: "bad-option",
  });
});

describe("a host with a password", () => {
  let host: Headless;
  beforeAll(async () => {
    host = await startTestHost({ listen: "0.0.0.0", password });
  });
  afterAll(() => host?.close());

  const login = (text: string, headers: Record<string, string> = { origin: host.origin }) =>
    fetch(`${host.origin}/login`, {
      method: "POST",
      body: new URLSearchParams({ password: text }),
      redirect: "manual",
      headers,
    });

  test("has no token in its address and asks for the password", async () => {
    expect(host.url).toBe(`${host.origin}/`);
    const response = await fetch(host.url);
    expect(response.status).toBe(401);
    expect(response.headers.get("content-security-policy")).toContain("form-action 'self'");
    // Under no-referrer the browser would send the form with `Origin: null`.
    expect(response.headers.get("referrer-policy")).toBe("same-origin");
    expect(await response.text()).toContain('<form method="post" action="/login">');
  });

  test("lets in who knows it, with a cookie", async () => {
    const response = await login(password);
    expect(response.status).toBe(303);
    const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect((await fetch(host.url, { headers: { cookie } })).status).toBe(200);
  });

  test("refuses the form of another site", async () => {
    for (const origin of ["https://evil.com", "null"])
      expect((await login(password, { origin })).status).toBe(403);
  });

  test("takes any address literal as its name, but no foreign name", async () => {
    const port = new URL(host.origin).port;
    const { rawRequest } = await import("./raw-request.ts");
    const status = async (name: string) =>
      (await rawRequest(host.origin, ["GET / HTTP/1.1", `Host: ${name}:${port}`, "Connection: close"]))
        .status;
    expect(await status("192.168.1.5")).toBe(401);
    expect(await status("[fd00::1]")).toBe(401);
    expect(await status("evil.com")).toBe(421);
    expect(await status("192.168.1.5.evil.com")).toBe(421);
  });

  test("slows down who guesses", async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 7; at++) statuses.push((await login(`guess ${at}`)).status);
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(statuses.at(-1)).toBe(429);
    expect((await login(password)).status).toBe(429);
  });
});

test("tries come back one by one", () => {
  let now = 0;
  const sessions = new Sessions({ port: () => 1, password, now: () => now });
  const tries = (count: number) => Array.from({ length: count }, () => sessions.checkPassword("wrong"));
  expect(tries(6)).toEqual([...Array.from({ length: 5 }, () => "wrong"), "too-many-tries"]);
  now += 3000;
  expect(sessions.checkPassword(password)).toBe("right");
  expect(tries(2)).toEqual(["wrong", "too-many-tries"]);
});
