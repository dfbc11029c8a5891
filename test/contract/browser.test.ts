/** The headless host and a real browser: what cookies, Origin and the policy come to in Chromium. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Headless } from "../../electron/headless/host.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { startTestHost } from "./test-host.ts";

const password = "correct horse";

let browser: Browser;
let host: Headless;
let guarded: Headless;
let elsewhere: Server;
beforeAll(async () => {
  [browser, host, guarded] = await Promise.all([
    launchChromium(),
    startTestHost(),
    startTestHost({ password }),
  ]);
  elsewhere = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>Elsewhere</title>");
  });
  await new Promise<void>((resolve) => void elsewhere.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([host?.close(), guarded?.close()]);
  elsewhere?.close();
});

/** Opens a WebSocket in the page; resolves with whether it came about. */
const connects = (page: Page, origin: string) =>
  page.evaluate(
    (url) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(url);
        socket.addEventListener("open", () => {
          socket.close();
          resolve(true);
        });
        socket.addEventListener("error", () => resolve(false));
      }),
    `${origin.replace("http:", "ws:")}/api`,
  );

test("a link opens the app, and its token is not in the address bar", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(host.newLink());
  expect([page.url(), await page.title()]).toEqual([`${host.origin}/`, "Detour"]);
  expect(await connects(page, host.origin)).toBe(true);
  expect(await page.evaluate(() => document.cookie)).toBe("");
  await page.reload();
  expect(await page.title()).toBe("Detour");
});

test("the password opens the app", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(guarded.url);
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button").click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button").click();
  await page.waitForURL(`${guarded.origin}/`);
  await expect.poll(() => connects(page, guarded.origin)).toBe(true);
});

test("a page of another site gets nowhere, even in a browser that is let in", async () => {
  const context = await browser.newContext();
  const own = await context.newPage();
  await own.goto(host.newLink());
  const { port } = elsewhere.address() as AddressInfo;
  // One is another site, the other only another origin of this one: cookies tell the first apart, Origin both.
  for (const name of ["localhost", "127.0.0.1"]) {
    const page = await context.newPage();
    await page.goto(`http://${name}:${port}/`);
    expect(await connects(page, host.origin)).toBe(false);
    const read = await page.evaluate(
      (url) =>
        fetch(url, { credentials: "include" }).then(
          (response) => response.text(),
          () => "refused",
        ),
      `${host.origin}/index.html`,
    );
    expect(read).toBe("refused");
  }
});
