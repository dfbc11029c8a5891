/** Draws the app's icons from the two SVGs, with Chromium: `npm run icons`. The results are committed. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { chromium } from "playwright-core";
import { icns, ico, type Picture } from "./containers.ts";

const here = import.meta.dirname;
/** As electron-builder wants them for Linux: `build/icons/png/SIZExSIZE.png`. */
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Up to this size the drawing has fewer and bolder strokes. */
const small = 24;

const browser = await chromium.launch({
  executablePath: process.env["CHROME_PATH"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  const pictures: Picture[] = [];
  await mkdir(path.join(here, "png"), { recursive: true });
  for (const pixels of sizes) {
    const svg = await readFile(path.join(here, pixels <= small ? "icon-small.svg" : "icon.svg"), "utf8");
    await page.setViewportSize({ width: pixels, height: pixels });
    await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
    const png = await page.screenshot({ omitBackground: true });
    await writeFile(path.join(here, "png", `${pixels}x${pixels}.png`), png);
    pictures.push({ pixels, png });
  }
  await writeFile(path.join(here, "icon.ico"), ico(pictures.filter(({ pixels }) => pixels <= 256)));
  await writeFile(path.join(here, "icon.icns"), icns(pictures));
} finally {
  await browser.close();
}
