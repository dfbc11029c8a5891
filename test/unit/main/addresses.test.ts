/** Which addresses the desktop app trusts: its own page, as a sender and as a place to go; https for the browser. */
import { expect, test } from "vitest";
import { externalUrl } from "../../../electron/main/external-url.ts";
import { isOwnUrl, isTrustedSender, start } from "../../../electron/main/origin.ts";

const foreign = [
  "https://evil.example/",
  "http://bundle/",
  "app://bundle.evil/index.html",
  "app://evil/index.html",
  "app://bundle@evil/index.html",
  "app://user@bundle/index.html",
  "app://bundle:80/index.html",
  "xapp://bundle/",
  "file:///etc/passwd",
  "about:blank",
  "data:text/html,x",
  "javascript:void 0",
  "null",
  "",
];

test("the app's own page is its own", () => {
  expect(isOwnUrl(start)).toBe(true);
  expect(isOwnUrl("app://bundle/index.html#/settings")).toBe(true);
});

test.each(foreign)("%j is not", (url) => {
  expect(isOwnUrl(url)).toBe(false);
});

test("calls are taken from our own main frame", () => {
  expect(isTrustedSender({ url: start, parent: null })).toBe(true);
});

test("calls are not taken from frames that are gone, inner ones, or other pages", () => {
  expect(isTrustedSender(null)).toBe(false);
  expect(isTrustedSender({ url: start, parent: {} })).toBe(false);
  for (const url of foreign) expect(isTrustedSender({ url, parent: null })).toBe(false);
});

test("https addresses go to the browser", () => {
  expect(externalUrl("https://example.org/a?b=c#d")).toBe("https://example.org/a?b=c#d");
});

test.each([
  "http://example.org/",
  "file:///etc/passwd",
  "smb://host/share",
  "javascript:alert(1)",
  "ms-settings:privacy",
  "vscode://file/etc/passwd",
  "https://user:pass@example.org/",
  "\\\\host\\share",
  "example.org",
  "",
])("%j does not", (url) => {
  expect(externalUrl(url)).toBeUndefined();
});
