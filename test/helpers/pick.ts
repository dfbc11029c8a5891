import type { Locator } from "playwright-core";

/** Opens the select `field` and picks its option by value, as a person does by pointer. */
export async function pickOption(field: Locator, value: string): Promise<void> {
  await field.click();
  const list = field.page().getByRole("listbox");
  await list.locator(`[data-value="${value}"]`).click();
  await list.waitFor({ state: "detached" });
}
