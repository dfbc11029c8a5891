/** Each component of renderer/ui as the app shows it, for the pictures in its README: the same page, with a host of samples. */
import type { Locator, Page } from "playwright-core";
import type { RelayView } from "../../electron/common/views.ts";
import { createVoices } from "../../renderer/words/i18n.ts";
import type { Answers } from "../unit/renderer/fake-client.ts";
import { beijing, comparison, download, hongKong, settings } from "../unit/renderer/samples.ts";

const { say } = createVoices().en;

/** A part's page, and what of it is pictured. */
export interface Part {
  readonly answers?: Answers;
  /** Brings the part about; out: what is shown of it, in one picture. */
  readonly go: (page: Page) => Promise<readonly Locator[]>;
}

const goTo = async (page: Page, view: "downloads" | "relays" | "gateway" | "settings") => {
  await page.getByRole("button", { name: new RegExp(`^${say(`nav.${view}`)}`) }).click();
};
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();
const busy: RelayView = {
  ...beijing,
  quota: { day: null, month: 50e9 },
  traffic: { day: 2e9, month: 44e9 },
};
const relays = [busy, hongKong];
const running = { "relays.list": relays, "downloads.list": [download()] } satisfies Answers;
const compared = { "relays.list": relays, "comparisons.list": [comparison()] } satisfies Answers;

export const parts = {
  button: {
    go: async (page) => {
      await page.getByLabel(say("ask.address")).fill("https://tokyo.example.com/dataset.tar.zst");
      return [page.locator(".ask-row")];
    },
  },
  field: {
    answers: running,
    go: async (page) => {
      await goTo(page, "relays");
      await page.getByLabel(say("relays.quota.day")).first().fill("much");
      return [page.locator(".relay-quota .fields").first()];
    },
  },
  lines: {
    go: async (page) => {
      await press(page, say("many.open"));
      await page.locator(".many textarea").fill("https://tokyo.example.com/one.bin\nnot an address");
      return [page.locator(".many")];
    },
  },
  "number-field": {
    go: async (page) => {
      await goTo(page, "settings");
      return [page.locator(".field:has(.number)").first()];
    },
  },
  select: {
    go: async (page) => {
      await goTo(page, "settings");
      await page.getByRole("combobox", { name: say("settings.mode") }).click();
      await page.getByRole("option").nth(2).hover();
      return [page.locator(".field:has([data-popup-open])"), page.getByRole("listbox")];
    },
  },
  choice: {
    answers: {
      "app.info": {
        version: "0.1.0",
        host: "electron",
        can: { open: true, reveal: true, pickFolder: true },
        locale: "en-US",
      },
    },
    go: async (page) => {
      await goTo(page, "settings");
      return [page.locator(".choice.switch").nth(0), page.locator(".choice.switch").nth(2)];
    },
  },
  choices: {
    go: async (page) => {
      await press(page, say("routes.add"));
      return [page.locator(".choices")];
    },
  },
  segments: {
    answers: running,
    go: async (page) => {
      await goTo(page, "downloads");
      return [page.locator(".segments")];
    },
  },
  confirm: {
    answers: running,
    go: async (page) => {
      await goTo(page, "downloads");
      await press(page, say("download.cancel"));
      return [page.getByRole("alertdialog")];
    },
  },
  "icon-button": {
    answers: { "settings.get": { ...settings, connections: 5 } },
    go: async (page) => {
      await goTo(page, "settings");
      await page.locator(".setting .button.icon").first().hover();
      await page.locator(".tooltip").waitFor();
      return [page.locator(".setting:has(.button.icon)").first(), page.locator(".tooltip")];
    },
  },
  term: {
    answers: compared,
    go: async (page) => {
      await press(page, say("result.details"));
      await page.getByRole("button", { name: say("table.ramp") }).hover();
      await page.locator(".hint-popup").waitFor();
      return [page.locator(".table-box"), page.locator(".hint-popup")];
    },
  },
  meter: {
    answers: running,
    go: async (page) => {
      await goTo(page, "relays");
      return [page.locator(".meter").first()];
    },
  },
  steps: {
    answers: {
      "relays.list": relays,
      "comparisons.list": [comparison({ state: "running", round: 5, turn: "Beijing" })],
    },
    go: (page) => Promise.resolve([page.locator(".verdict")]),
  },
  plot: {
    answers: compared,
    go: (page) => Promise.resolve([page.locator(".roads")]),
  },
  "range-map": {
    answers: running,
    go: (page) => Promise.resolve([page.locator(".map"), page.locator(".download-figures")]),
  },
  more: {
    answers: running,
    go: async (page) => {
      await press(page, say("download.details"));
      return [page.locator(".download-do"), page.locator(".download-details dl")];
    },
  },
  tell: {
    answers: running,
    go: async (page) => {
      await goTo(page, "gateway");
      return [page.locator(".gateway-switch").first()];
    },
  },
} satisfies Record<string, Part>;
