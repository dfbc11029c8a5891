/**
 * Goes through the real app in every state. `npm run gallery [-- STATE...]` takes the pictures in docs/screenshots, each
 * `{state}-{size}-{theme}-{language}.png`; with states, it goes the whole way and writes only theirs. `npm run a11y` looks for
 * broken rules of accessibility in the same states and looks, and fails where there is one.
 */
import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { ensureBuilt, root } from "../../build/ensure-built.ts";
import { startLink } from "../../electron/practice/link.ts";
import { loopback } from "../../electron/practice/loopback.ts";
import { startPractice } from "../../electron/practice/practice.ts";
import { startRelay } from "../../electron/practice/relay.ts";
import { createVoices } from "../../renderer/words/i18n.ts";
import { brokenRules } from "../helpers/axe.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { startFaultServer } from "../helpers/fault-server.ts";
import { pickOption } from "../helpers/pick.ts";
import { newPlace } from "../helpers/serve.ts";
import { settings } from "../unit/renderer/samples.ts";
import { parts, type Part } from "./parts.ts";
import { answerFrom, askedUrl, hostFrom, show, shown } from "./shown.ts";
import { states, type State } from "./states.ts";

const folder = path.join(root, "docs/screenshots");
const { en } = createVoices();
const words = process.argv.slice(2);
const checking = words.includes("--a11y");
const wanted = words.filter((word) => !word.startsWith("--"));
const looked = { at: 0, broken: [] as string[] };

interface Look {
  readonly width: number;
  readonly height: number;
  readonly theme: "light" | "dark";
  readonly language: "en" | "zh-CN";
}
const large = { width: 1280, height: 800 };
const small = { width: 900, height: 640 };
const both: readonly Look[] = [
  { ...large, theme: "light", language: "en" },
  { ...small, theme: "dark", language: "zh-CN" },
];
const all: readonly Look[] = (["en", "zh-CN"] as const).flatMap((language) =>
  [large, small].flatMap((size) =>
    (["light", "dark"] as const).map((theme) => ({ ...size, theme, language })),
  ),
);

/** What is read aloud and how it contrasts changes with language and theme; a running state lasts for a few of them only. */
const checked = all.filter(({ width, theme }) => (width === large.width) === (theme === "light"));

/** The states that are shown from samples: `node test/e2e/screenshots.ts shown` takes these alone. */
const fromSamples = Object.keys(shown) as (keyof typeof shown)[];
const groups = ["shown", "states", "parts"];
const onlySamples =
  wanted.length > 0 &&
  wanted.every(
    (state) => groups.includes(state) || Object.hasOwn(shown, state) || Object.hasOwn(states, state),
  );

await ensureBuilt();
await mkdir(folder, { recursive: true });
const browser = await launchChromium();
const place = await newPlace();
const closing: (() => Promise<unknown>)[] = [() => browser.close(), () => place.remove()];
try {
  await takeAll();
} finally {
  for (const close of closing) await close();
}
for (const one of looked.broken) console.error(one);
console.log(
  checking
    ? `${looked.at} states and looks, ${looked.broken.length} with broken rules`
    : `${looked.at} pictures`,
);
if (looked.at === 0 || looked.broken.length > 0) process.exitCode = 1;

async function takeAll(): Promise<void> {
  const { url } = await place.serve();
  const context = await browser.newContext({
    reducedMotion: "reduce",
    locale: "en-US",
    deviceScaleFactor: 1,
  });
  const page = await context.newPage();
  await page.goto(url);
  // Another window of the same app changes the language of both.
  const other = await context.newPage();
  await other.goto(new URL("/", url).href);
  await other.getByRole("button", { name: en.say("nav.settings") }).click();
  const language = other.locator("form.settings [role=combobox]").last();

  async function shoot(state: string, looks = both, target?: string): Promise<void> {
    if (wanted.length > 0 && !wanted.includes(state)) return;
    for (const look of checking ? checked : looks) {
      await pickOption(language, look.language);
      await page.setViewportSize(look);
      await page.emulateMedia({ colorScheme: look.theme });
      await page.locator(`html[lang="${look.language}"]`).waitFor();
      if (target) await page.locator(target).first().scrollIntoViewIfNeeded();
      else await page.evaluate(() => document.querySelector("main")?.scrollTo({ top: 0 }));
      await page.mouse.move(0, 0);
      await picture(page, state, look);
    }
    await pickOption(language, "en");
    await page.setViewportSize(large);
    await page.locator('html[lang="en"]').waitFor();
  }
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const badge = (status: Parameters<typeof en.say>[0] & `download.status.${string}`) =>
    page
      .locator("article .badge", { hasText: en.say(status) })
      .first()
      .waitFor({ timeout: 90_000 });
  const address = page.getByLabel(en.say("ask.address"));
  const headline = (text: string) =>
    page.locator(".comparison h2", { hasText: text }).waitFor({ timeout: 90_000 });
  const paste = async (spec: string) => {
    await press(en.say("routes.add"));
    await page.getByLabel(en.say("relay.kind.spec")).check();
    await page.getByLabel(en.say("relay.spec")).fill(spec);
    await press(en.say("relay.save"));
    await page.locator(".editor").waitFor({ state: "detached" });
  };
  const probed = () => page.locator(".facts", { hasText: "MB" }).waitFor({ timeout: 30_000 });
  const mode = (value: string) => pickOption(page.getByLabel(en.say("mode.label"), { exact: true }), value);

  await takeParts(context, new URL("/", url).href);
  await takeShown(context, new URL("/", url).href);
  await takeStates(context, new URL("/", url).href);
  if (onlySamples) return;
  await shoot("empty", all);
  await press(en.say("nav.settings"));
  await press(en.say("folders.add"));
  await page.getByLabel(en.say("folders.folder"), { exact: true }).fill("../elsewhere");
  await pickOption(page.getByLabel(en.say("folders.kind"), { exact: true }), "endings");
  await page.getByLabel(en.say("folders.endings"), { exact: true }).fill("iso tar.gz");
  await shoot("settings-folders", both, ".row-pair");
  await press(en.say("folders.remove", { number: 1 }));
  await press(en.say("schedule.add"));
  await press(en.say("schedule.take", { number: 1 }));
  await press(en.say("schedule.add"));
  await page.getByLabel(en.say("schedule.from"), { exact: true }).last().fill("22:00");
  await page.getByLabel(en.say("schedule.to"), { exact: true }).last().fill("07:00");
  await shoot("settings-times", both, ":nth-match(.rows-foot, 2)");
  await press(en.say("settings.resetThis", { label: en.say("settings.schedule") }));
  await press(en.say("nav.new"));

  await press(en.say("nav.about"));
  await page.getByText(en.say("about.reportHint")).waitFor();
  await shoot("about");
  await press(en.say("about.welcome"));
  await shoot("welcome-1");
  await press(en.say("welcome.next"));
  await shoot("welcome-2");
  await press(en.say("welcome.next"));
  await shoot("welcome-3");
  await press(en.say("welcome.skip"));

  // A far origin, a good relay and a weak one.
  // It must last as long as it is looked at, in eight looks.
  const network = await keep(startPractice({ size: 600_000_000 }));
  const origin = new URL("/", network.url);
  const weakRelay = await keep(
    startRelay({ reverse: [{ prefix: "/", target: origin.href, host: origin.host }] }),
  );
  const weak = await keep(startLink({ rttMs: 90, targetPort: weakRelay.port }));
  const good = network.relays[0]?.replace("Practice relay", "Beijing").replace("Practice%20relay", "Beijing");
  await paste(good ?? "");
  await paste(`reverse:http://${loopback}:${weak.port}/=${origin.href}#name=Hong Kong`);

  await page.locator(".linklike").click();
  await page.locator(".many textarea").fill([1, 2, 3].map((at) => `${origin.href}part-${at}.bin`).join("\n"));
  await shoot("several");
  await press(en.say("many.close"));

  const slow = await keep(startFaultServer({ handle: () => ({ delayMs: 8000 }) }));
  await address.fill(slow.url);
  await page
    .locator(".chip small", { hasText: en.say("routes.asking") })
    .first()
    .waitFor();
  await shoot("probing");
  await address.fill(network.url);
  await probed();
  await shoot("ready");

  await press(en.say("ask.compare"));
  await headline("round 2");
  await page.waitForTimeout(1200);
  await shoot("comparing", all);
  await headline("faster");
  await shoot("compared", all);

  await press(en.say("compare.again"));
  await headline("round 1 ");
  await page.waitForTimeout(3500);
  await press(en.say("compare.stop"));
  await headline("not enough data");
  await shoot("unsure");
  await press(en.say("compare.putAway"));

  await mode("all");
  await press(en.say("ask.download"));
  await page.locator(".download-speed").waitFor();
  await page.waitForTimeout(2500);
  await shoot("downloading", all);
  await press(en.say("download.pause"));
  await badge("download.status.paused");
  await shoot("paused");
  await press(en.say("download.resume"));
  await badge("download.status.done");
  await shoot("done", all);

  // A relay that went away while it was needed.
  await paste(`reverse:http://${loopback}:9/=${origin.href}#name=Frankfurt`);
  await page.locator(".reasons li").waitFor();
  await press(en.say("ask.download"));
  await page.locator(".duplicate").waitFor();
  await shoot("duplicate");
  await press(en.say("duplicate.again"));
  await page.locator(".download-says .tell").waitFor();
  await page.waitForTimeout(1500);
  await shoot("route-out");
  await press(en.say("download.cancel"));
  await press(en.say("download.cancelYes"));
  await page.locator(".badge", { hasText: en.say("download.status.done") }).waitFor();

  await press(en.say("options.label"));
  const headers = { cookies: "session=1a2b; theme=dark", referer: "https://files.example/list" } as const;
  for (const [field, value] of Object.entries(headers))
    await page.getByLabel(en.say(`options.${field as keyof typeof headers}`), { exact: true }).fill(value);
  await shoot("options", both, ".options");
  for (const field of Object.keys(headers))
    await page.getByLabel(en.say(`options.${field as keyof typeof headers}`), { exact: true }).fill("");
  await press(en.say("options.label"));

  await press(en.say("many.open"));
  const several = page.getByLabel(en.say("many.label")).locator("textarea");
  await several.fill(
    "https://files.example/a.iso\ncurl 'https://files.example/b.iso?x=1' \\\n  -H 'cookie: session=1a2b' \\\n  --compressed ;\ncurl https://files.example/form -d a=b",
  );
  await shoot("many");
  await press(en.say("many.close"));

  await page.getByLabel(en.say("routes.edit", { name: "Frankfurt" })).click();
  await press(en.say("relay.test"));
  await page.locator(".said .tell").waitFor();
  await shoot("relay-form", both, ".editor-foot");
  await press(en.say("relay.remove"));
  await press(en.say("relay.remove"));
  await page.locator(".editor").waitFor({ state: "detached" });

  // Both roads equally good.
  const even = { rttMs: 40, sharedRate: 2_000_000 };
  const same = await keep(startPractice({ size: 300_000_000, links: { direct: even, relay: even } }));
  await paste((same.relays[0] ?? "").replace(/Practice(?: |%20)relay/, "Osaka"));
  await mode("auto");
  await address.fill(same.url);
  await page.locator(".facts", { hasText: "300 MB" }).waitFor();
  await press(en.say("ask.compare"));
  await headline("round 1 ");
  await headline("no difference");
  await shoot("no-difference");
  await press(en.say("compare.putAway"));

  const gone = await keep(startFaultServer({ handle: () => ({ status: 404, body: "" }) }));
  await address.fill(gone.url);
  await page.locator(".reasons li").first().waitFor();
  await press(en.say("ask.download"));
  await badge("download.status.failed");
  await shoot("failed");

  await address.fill(network.url);
  // Its name ends in the count of unfinished ones.
  await page.getByRole("button", { name: new RegExp(`^${en.say("nav.downloads")}`) }).click();
  await badge("download.status.done");
  await shoot("downloads");
  await pickOption(page.getByLabel(en.say("downloads.sort"), { exact: true }), "queue");
  await page.locator(".download-row h2").first().click();
  await shoot("downloads-queue");
  await press(en.say("nav.settings"));
  await shoot("settings");

  await press(en.say("nav.relays"));
  const card = page.locator("article.relay", { hasText: "Beijing" }).first();
  await card.getByLabel(en.say("relays.quota.month")).fill("50 GB");
  await card.getByLabel(en.say("relays.quota.month")).press("Enter");
  await card.getByRole("button", { name: en.say("health.check") }).click();
  await card.getByText(en.say("health.same-file")).waitFor({ timeout: 60_000 });
  await shoot("relays", all, "article.relay");
  await press(en.say("wizard.open"));
  await page.getByLabel(en.say("wizard.origins")).fill("github.com .githubusercontent.com");
  await page.getByLabel(en.say("wizard.domain")).fill("relay.example");
  await page.locator(".wizard pre").first().waitFor();
  await shoot("wizard", both, ".wizard");

  await press(en.say("nav.gateway"));
  await page.getByLabel(en.say("gateway.private")).check();
  await press(en.say("gateway.start"));
  await page.getByText(en.say("gateway.on")).waitFor();
  const through = await page.locator(".gateway-addresses code").first().innerText();
  await fetch(through.replace("/https/host/path", `/${network.url.replace("://", "/")}`), { method: "HEAD" });
  await page.locator(".gateway table tbody tr").first().waitFor();
  await shoot("gateway", all);
}

/** Each state of `shown`, and the form for a new link, in every look. */
async function takeShown(context: BrowserContext, url: string): Promise<void> {
  for (const state of fromSamples) {
    if (wanted.length > 0 && !wanted.includes("shown") && !wanted.includes(state)) continue;
    for (const look of checking ? checked : all) {
      const voice = createVoices()[look.language];
      const page = await context.newPage();
      await page.setViewportSize(look);
      await page.emulateMedia({ colorScheme: look.theme });
      await show(page, shown[state], look.language);
      await page.goto(url);
      await page.locator(`html[lang="${look.language}"]`).waitFor();
      if (state === "web-page") {
        await page.getByLabel(voice.say("ask.address")).fill(askedUrl);
        await page
          .getByRole("main")
          .getByRole("button", { name: voice.say("ask.download"), exact: true })
          .click();
        await page.getByText(voice.say("download.savePage")).waitFor();
      }
      await take(page, state, look);
      if (state === "link-expired") {
        await page.getByRole("button", { name: voice.say("download.newLink") }).click();
        await page.locator(".relink input").waitFor();
        await take(page, "new-link", look);
      }
      await page.close();
    }
  }
}

/** Each page of `states`: questions, updates, details, and what else comes by time or by bad luck. */
async function takeStates(context: BrowserContext, url: string): Promise<void> {
  for (const [name, state] of Object.entries<State>(states)) {
    if (wanted.length > 0 && !wanted.includes("states") && !wanted.includes(name)) continue;
    for (const look of checking ? checked : both) {
      const page = await context.newPage();
      await page.setViewportSize(look);
      await page.emulateMedia({ colorScheme: look.theme });
      const { language } = look;
      const host = await hostFrom(page, { "settings.get": { ...settings, language }, ...state.answers });
      await page.goto(url);
      await page.locator(`html[lang="${language}"]`).waitFor();
      await state.go(page, createVoices()[language], host);
      if (state.target) await page.locator(state.target).first().scrollIntoViewIfNeeded();
      await picture(page, name, look);
      await page.close();
    }
  }
}

/** Each component by itself, light and dark: `docs/screenshots/parts/{name}-{theme}.png`. */
async function takeParts(context: BrowserContext, url: string): Promise<void> {
  if (wanted.length > 0 && !wanted.includes("parts")) return;
  await mkdir(path.join(folder, "parts"), { recursive: true });
  for (const [name, part] of Object.entries<Part>(parts)) {
    for (const theme of ["light", "dark"] as const) {
      const page = await context.newPage();
      await page.setViewportSize(large);
      await page.emulateMedia({ colorScheme: theme });
      await answerFrom(page, part.answers ?? {});
      await page.goto(url);
      await page.getByRole("heading").first().waitFor();
      const shownParts = await part.go(page);
      await picturePart(page, `${name}-${theme}`, shownParts);
      await page.close();
    }
  }
}

async function picturePart(page: Page, name: string, shownParts: readonly Locator[]): Promise<void> {
  looked.at++;
  if (checking) return check(page, `parts/${name}`);
  await shownParts[0]?.scrollIntoViewIfNeeded();
  const boxes = await Promise.all(shownParts.map((one) => one.boundingBox()));
  const found = boxes.filter((box) => box !== null);
  const margin = 10;
  const x = Math.max(0, Math.min(...found.map((box) => box.x)) - margin);
  const y = Math.max(0, Math.min(...found.map((box) => box.y)) - margin);
  const right = Math.min(large.width, Math.max(...found.map((box) => box.x + box.width)) + margin);
  const bottom = Math.min(large.height, Math.max(...found.map((box) => box.y + box.height)) + margin);
  const file = path.join(folder, "parts", `${name}.png`);
  await page.screenshot({
    path: file,
    clip: { x, y, width: right - x, height: bottom - y },
    animations: "disabled",
    caret: "hide",
  });
  console.log(`parts/${name}.png`, (await stat(file)).size);
}

async function take(page: Page, state: string, look: Look): Promise<void> {
  await page.locator("article").first().scrollIntoViewIfNeeded();
  await picture(page, state, look);
}

/** Writes the picture, or checks what it would show. */
async function picture(page: Page, state: string, look: Look): Promise<void> {
  const name = `${state}-${look.width}x${look.height}-${look.theme}-${look.language}.png`;
  looked.at++;
  if (checking) return check(page, name);
  await page.screenshot({ path: path.join(folder, name), animations: "disabled", caret: "hide" });
  console.log(name, (await stat(path.join(folder, name))).size);
}

async function check(page: Page, name: string): Promise<void> {
  const broken = await brokenRules(page);
  console.log(name, broken.length === 0 ? "good" : `BROKEN: ${broken.length}`);
  looked.broken.push(...broken.map((rule) => `${name}: ${rule}`));
}

async function keep<T extends { close(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  closing.unshift(() => started.close());
  return started;
}
