/** What a page must keep in every state: no rule of accessibility broken, nothing cut off, no error in its console. */
import { expect } from "vitest";
import type { Page } from "playwright-core";
import { brokenRules } from "./axe.ts";

/** The smallest window, a usual one and the smallest at 200 % zoom. */
const sizes = [
  { width: 900, height: 640 },
  { width: 640, height: 400 },
  { width: 450, height: 320 },
] as const;

/** Notes what the page's console calls an error (violations of the policy too) and what is thrown in it. */
export function watch(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  return problems;
}

/** Checks the page as it is, in light and dark, and in both small sizes. `state` names it where a check fails. */
export async function expectGoodLooks(page: Page, state: string): Promise<void> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const broken of await brokenRules(page)) found.push(`${state}, ${colorScheme}: ${broken}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  const before = page.viewportSize();
  for (const size of sizes) {
    await page.setViewportSize(size);
    let wide = await tooWide(page);
    // A plot takes its new width a frame or two after the window has it.
    for (let waits = 0; wide.length > 0 && waits < 10; waits++) {
      await page.waitForTimeout(100);
      wide = await tooWide(page);
    }
    for (const one of wide) found.push(`${state}, ${size.width}x${size.height}: ${one}`);
  }
  if (before) await page.setViewportSize(before);
  expect(found).toEqual([]);
}

/** What is wider than its place: the page, its main part, or anything that reaches over the window's edge. */
function tooWide(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found = [document.documentElement, document.querySelector("main")].flatMap((element) =>
      element && element.scrollWidth > element.clientWidth
        ? [`${element.localName} scrolls sideways (${element.scrollWidth} > ${element.clientWidth})`]
        : [],
    );
    for (const element of document.querySelectorAll("main *, .popup, .popup *")) {
      const { right, width } = element.getBoundingClientRect();
      const hidden = element.closest(".unseen, .table-box, svg, .skip") !== null;
      if (!hidden && width > 0 && right > window.innerWidth + 1)
        found.push(`${element.localName}.${element.getAttribute("class") ?? ""} reaches to ${right}`);
    }
    // A question is in front of all: what does not fit the window must be scrolled to in it.
    for (const question of document.querySelectorAll("[role=alertdialog]")) {
      const { top, bottom } = question.getBoundingClientRect();
      if (top < 0 || bottom > window.innerHeight) found.push(`a question reaches from ${top} to ${bottom}`);
    }
    return found;
  });
}
