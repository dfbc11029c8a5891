import { describe, expect, it } from "vitest";
import { sentences, type ErrorCode } from "../../../electron/common/errors.ts";
import { en } from "../../../renderer/locales/en.ts";
import { errorsEn } from "../../../renderer/locales/errors.en.ts";
import { errorsZhCN } from "../../../renderer/locales/errors.zh-CN.ts";
import { zhCN } from "../../../renderer/locales/zh-CN.ts";

const byText = (a: string, b: string) => a.localeCompare(b);
const places = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").toSorted(byText);
const stars = (text: string) => text.split("*").length - 1;
const keys = Object.keys(en) as (keyof typeof en)[];
const codes = Object.keys(sentences) as ErrorCode[];

describe("Chinese", () => {
  it("has exactly the keys of English", () => {
    expect(Object.keys(zhCN).toSorted(byText)).toEqual(keys.toSorted(byText));
    expect(Object.keys(errorsZhCN).toSorted(byText)).toEqual(codes.toSorted(byText));
  });

  it.each(keys)("%s: has the same places, as many stars, and is not empty", (key) => {
    expect(zhCN[key].trim()).not.toBe("");
    expect(places(zhCN[key])).toEqual(places(en[key]));
    expect(stars(zhCN[key])).toBe(stars(en[key]));
  });

  it.each(codes)("error %s: has the same places and is not empty", (code) => {
    expect(errorsZhCN[code].trim()).not.toBe("");
    expect(places(errorsZhCN[code])).toEqual(places(sentences[code]));
  });

  it("uses its own punctuation", () => {
    const wrong = [...Object.values(zhCN), ...Object.values(errorsZhCN)].filter((text) =>
      /[\u4E00-\u9FFF][,;?!]|[,;?!][\u4E00-\u9FFF]/.test(text),
    );
    expect(wrong).toEqual([]);
  });
});

const bases = (form: string) =>
  keys.filter((key) => key.endsWith(form)).map((key) => key.slice(0, -form.length));

describe("English", () => {
  it.each(codes)("error %s: has no place that the contract does not fill", (code) => {
    const given = places(sentences[code]);
    expect(places(errorsEn[code]).filter((place) => !given.includes(place))).toEqual([]);
    expect(errorsEn[code]).not.toMatch(/--[a-z]/);
  });

  it.each(keys)("%s is not empty", (key) => {
    expect(en[key].trim()).not.toBe("");
  });

  it("counts in both forms where it counts", () => {
    expect(bases("_one")).toEqual(bases("_other"));
  });
});
