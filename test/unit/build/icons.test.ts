/** The app's icons: every size, and the containers for Windows and macOS. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { icns, ico } from "../../../build/icons/containers.ts";

const folder = path.resolve(import.meta.dirname, "../../../build/icons");
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const png = (pixels: number) => readFileSync(path.join(folder, "png", `${pixels}x${pixels}.png`));
const pictures = (most: number) =>
  sizes.filter((size) => size <= most).map((pixels) => ({ pixels, png: png(pixels) }));

test.each(sizes)("%i pixels: a PNG of that size with a transparent corner", (pixels) => {
  const bytes = png(pixels);
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]));
  // IHDR: width, height, eight bits a channel, colour with alpha.
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25]]).toEqual([
    pixels,
    pixels,
    8,
    6,
  ]);
  // At 16 pixels the rounding is a pixel or two wide, so that the corner has a trace of colour.
  expect(cornerAlpha(bytes)).toBeLessThan(16);
});

/** The alpha of the first pixel, which every filter of PNG's leaves as it is: there is nothing before it. */
function cornerAlpha(file: Buffer): number | undefined {
  const parts: Buffer[] = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const content = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    if (file.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(content);
  }
  // A line is its filter's number, then red, green, blue, alpha.
  return inflateSync(Buffer.concat(parts))[4];
}

test("Windows' icon holds those up to 256, each where its entry says", () => {
  const file = readFileSync(path.join(folder, "icon.ico"));
  expect(file.equals(ico(pictures(256)))).toBe(true);
  const count = file.readUInt16LE(4);
  expect(count).toBe(7);
  for (let at = 0; at < count; at++) {
    const entry = file.subarray(6 + 16 * at, 22 + 16 * at);
    const [length, offset] = [entry.readUInt32LE(8), entry.readUInt32LE(12)];
    expect(file.subarray(offset, offset + length).equals(png(entry[0] || 256))).toBe(true);
  }
});

test("macOS' icon has the sizes that it knows, and its own length", () => {
  const file = readFileSync(path.join(folder, "icon.icns"));
  expect(file.equals(icns(pictures(1024)))).toBe(true);
  expect(file.readUInt32BE(4)).toBe(file.length);
  const types: string[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4))
    types.push(file.subarray(at, at + 4).toString("latin1"));
  expect(types).toEqual(["icp4", "icp5", "icp6", "ic07", "ic08", "ic09", "ic10"]);
});
