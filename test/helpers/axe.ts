/** axe-core in a page (WCAG 2, A and AA, and its best practices). */
import axeCore from "axe-core";
import type { Page } from "playwright-core";

/** The rules of axe-core that the page breaks now, and where. */
export async function brokenRules(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeCore.source);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { readonly axe: typeof axeCore };
    // Base UI's guards round a popup hand the focus on at once: nobody rests on them, so nobody has to hear of them.
    const page = { exclude: [["[data-base-ui-focus-guard]"]] };
    return (await axe.run(page, { resultTypes: ["violations"] })).violations;
  });
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")} (${failureSummary})`).join("; ")}`,
  );
}
