/** Each component of renderer/ui as the app shows it, for the pictures in its README: the same page, with a host of samples. */
import type { Locator, Page } from "playwright-core";
import type { RelayView } from "../../electron/common/views.ts";
import { createVoices } from "../../renderer/words/i18n.ts";
import type { Answers } from "../unit/renderer/fake-client.ts";
import { beijing, comparison, download, hongKong, noUpdates, settings } from "../unit/renderer/samples.ts";

const { say } = createVoices().en;

/** A part's page, and what of it is pictured. */
export interface Part {
  readonly answers?: Answers;
  /** Brings the part about; out: what is shown of it, in one picture. */
  readonly go: (page: Page) => Promise<readonly Locator[]>;
}

const goTo = async (page: Page, view: "downloads" | "relays" | "gateway" | "settings") => {
  await page
    .getByRole("navigation")
    .getByRole("button", { name: new RegExp(`^${say(`nav.${view}`)}`) })
    .click();
};
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();
const busy: RelayView = {
  ...beijing,
  quota: { day: null, month: 50e9 },
  traffic: { day: 2e9, month: 44e9 },
  health: null,
};
const relays = [busy, hongKong];
const running = { "relays.list": relays, "downloads.list": [download()] } satisfies Answers;
const compared = { "relays.list": relays, "comparisons.list": [comparison()] } satisfies Answers;

/** Draws the tokens themselves on an empty page. */
function drawTokens(): void {
  const sheet = document.createElement("main");
  sheet.id = "sheet";
  const title = sheet.appendChild(document.createElement("h1"));
  title.className = "unseen";
  title.textContent = "Tokens";
  // This function runs in the page, alone: it takes nothing from outside.
  // oxlint-disable-next-line unicorn/consistent-function-scoping
  const put = (parent: HTMLElement, text: string, style: Readonly<Record<string, string>>) => {
    const element = document.createElement("div");
    element.textContent = text;
    for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
    parent.append(element);
    return element;
  };
  const row = () =>
    put(sheet, "", { display: "flex", gap: "8px", "margin-bottom": "16px", "flex-wrap": "wrap" });
  const swatch = (parent: HTMLElement, name: string, on: string) =>
    put(parent, name, {
      background: `var(--${name})`,
      color: `var(--${on})`,
      border: "1px solid var(--line)",
      "border-radius": "var(--radius-2)",
      padding: "8px",
      width: "112px",
      height: "56px",
      "font-size": "12px",
    });
  const grounds = row();
  for (const name of ["ground", "raised", "sunken", "line", "edge"]) swatch(grounds, name, "text");
  for (const name of ["quiet", "text"]) swatch(grounds, name, "ground");
  const colours = row();
  for (const name of ["accent", "good", "bad", "direct"]) swatch(colours, name, "on-accent");
  for (const at of [1, 2, 3, 4, 5]) swatch(colours, `relay-${at}`, "on-accent");
  const type = row();
  type.style.alignItems = "baseline";
  for (const at of [1, 2, 3, 4, 5, 6, 7]) put(type, `size-${at}`, { "font-size": `var(--size-${at})` });
  const space = row();
  space.style.alignItems = "end";
  for (const at of [1, 2, 3, 4, 5, 6, 7])
    put(space, "", { width: `var(--space-${at})`, height: `var(--space-${at})`, background: "var(--quiet)" });
  document.body.replaceChildren(sheet);
}

export const parts = {
  tokens: {
    go: async (page) => {
      await page.evaluate(drawTokens);
      return [page.locator("#sheet")];
    },
  },
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
        firstRun: false,
      },
    },
    go: async (page) => {
      await goTo(page, "settings");
      return [page.locator(".choice.switch").nth(0), page.locator(".choice.switch").nth(2)];
    },
  },
  checks: {
    answers: {
      "settings.get": {
        ...settings,
        schedule: [{ days: [1, 2, 3, 4, 5], from: 540, to: 1080, limit: 1_000_000 }],
      },
    },
    go: async (page) => {
      await goTo(page, "settings");
      return [page.locator(".checks")];
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
  toolbar: {
    answers: running,
    go: async (page) => {
      await press(page, say("download.details"));
      return [page.getByRole("toolbar")];
    },
  },
  accordion: {
    answers: {
      "about.licences": ["Detour", "react", "zod"].map((name, at) => ({
        name,
        version: at === 0 ? "" : "4.1.0",
        licence: "MIT",
        text: "MIT License\n\nPermission is hereby granted, free of charge, to any person.",
      })),
    },
    go: async (page) => {
      await press(page, say("nav.about"));
      await page.locator(".accordion button").nth(1).click();
      return [page.locator(".accordion")];
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
  "progress-bar": {
    answers: {
      "updates.get": { ...noUpdates, way: "itself", state: "downloading", version: "0.2.0", share: 0.42 },
    },
    go: async (page) => {
      await press(page, say("nav.about"));
      return [page.locator(".progress")];
    },
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
