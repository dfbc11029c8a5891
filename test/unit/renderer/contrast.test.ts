/** The tokens' contrast by WCAG 2.2, in light and dark: 4.5 to 1 for text (1.4.3), 3 to 1 for what frames a control (1.4.11). */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

type Lab = readonly [lightness: number, a: number, b: number];

const css = readFileSync(path.join(import.meta.dirname, "../../../renderer/ui/tokens.css"), "utf8");
const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

/** The colour of a token in OKLab. */
function token(name: string, theme: Theme): Lab {
  const pair = new RegExp(`--${name}: light-dark\\((oklch\\([^)]*\\)), (oklch\\([^)]*\\))\\)`).exec(css);
  const one = pair?.[theme === "light" ? 1 : 2];
  const parts = one === undefined ? null : /^oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)$/.exec(one);
  if (!parts) throw new Error(`--${name} has no colour for ${theme}`);
  const [lightness, chroma, hue] = parts.slice(1).map(Number) as [number, number, number];
  const angle = (hue * Math.PI) / 180;
  return [lightness / 100, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

/** As `color-mix(in oklab, one share, other)`. */
function mix(one: Lab, share: number, other: Lab): Lab {
  const part = (at: 0 | 1 | 2) => one[at] * share + other[at] * (1 - share);
  return [part(0), part(1), part(2)];
}

function within(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Relative luminance, of the colour that sRGB can show (https://www.w3.org/TR/css-color-4/#color-conversion-code). */
function luminance([lightness, a, b]: Lab): number {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = within(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = within(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = within(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Lab, other: Lab): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["ground", "raised", "sunken"];
const texts = ["text", "quiet", "accent", "good", "bad", "direct"].concat(
  [1, 2, 3, 4, 5].map((relay) => `relay-${relay}`),
);
const text = 4.5;
const frame = 3;

test("the reckoning is right: black on white is 21 to 1", () => {
  expect(contrast([0, 0, 0], [1, 0, 0])).toBeCloseTo(21, 2);
});

test.each(themes)("every text can be read on every ground in %s", (theme) => {
  const weak = texts.flatMap((name) =>
    grounds
      .map((ground) => ({ name, ground, ratio: contrast(token(name, theme), token(ground, theme)) }))
      .filter(({ ratio }) => ratio < text),
  );
  expect(weak).toEqual([]);
});

test.each(themes)("buttons, tooltips and what is selected can be read in %s", (theme) => {
  const on = (name: string) => token(name, theme);
  expect(contrast(on("on-accent"), on("accent"))).toBeGreaterThan(text);
  expect(contrast(on("ground"), on("text"))).toBeGreaterThan(text);
  const selected = mix(on("accent"), 0.07, on("raised"));
  const weak = ["text", "quiet", "good", "bad"].filter((name) => contrast(on(name), selected) < text);
  expect(weak).toEqual([]);
});

test.each(themes)("the frame of a control stands out in %s", (theme) => {
  const weak = grounds.filter((ground) => contrast(token("edge", theme), token(ground, theme)) < frame);
  expect(weak).toEqual([]);
  expect(contrast(token("accent", theme), token("raised", theme))).toBeGreaterThan(frame);
});
