/** What `app://bundle/` answers. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { contentSecurityPolicy } from "../../../electron/common/csp.ts";
import { answer } from "../../../electron/main/bundle.ts";

let folder: string;
let root: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "detour-bundle-"));
  root = path.join(folder, "renderer");
  await mkdir(path.join(root, "assets"), { recursive: true });
  await mkdir(path.join(folder, "renderer-evil"));
  await writeFile(path.join(root, "index.html"), "page");
  await writeFile(path.join(root, "assets/a b.css"), "style");
  await writeFile(path.join(folder, "secret.txt"), "secret");
  await writeFile(path.join(folder, "renderer-evil/x"), "secret");
});
afterAll(() => rm(folder, { recursive: true }));

const ask = (url: string, init?: RequestInit) => answer(root, new Request(url, init));

test.each([
  ["app://bundle/", "page", "text/html; charset=utf-8"],
  ["app://bundle/index.html?x#y", "page", "text/html; charset=utf-8"],
  ["app://bundle/assets/a%20b.css", "style", "text/css; charset=utf-8"],
])("%s is served with its type and the policy", async (url, body, type) => {
  const response = await ask(url);
  expect([response.status, await response.text()]).toEqual([200, body]);
  expect(response.headers.get("content-type")).toBe(type);
  expect(response.headers.get("content-security-policy")).toBe(contentSecurityPolicy);
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});

test.each([
  ["app://bundle/..%2fsecret.txt", 400],
  ["app://bundle/assets/..%2f..%2fsecret.txt", 400],
  ["app://bundle/..%2frenderer-evil/x", 400],
  ["app://bundle/..%5csecret.txt", 400],
  ["app://bundle/%00", 400],
  ["app://bundle/%", 400],
  ["app://other/index.html", 400],
  ["app://bundle/../secret.txt", 404],
  ["app://bundle/nothing.js", 404],
  ["app://bundle/assets", 404],
  ["app://bundle/assets/", 404],
])("%s is answered with %i", async (url, status) => {
  const response = await ask(url);
  expect(response.status).toBe(status);
  expect(await response.text()).not.toContain("secret");
  expect(response.headers.get("content-security-policy")).toBe(contentSecurityPolicy);
});

test("files are read, not written", async () => {
  expect((await ask("app://bundle/index.html", { method: "POST", body: "x" })).status).toBe(405);
  const head = await ask("app://bundle/index.html", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});
