/**
 * Everything the app says, in one language: texts, numbers with units, errors. The view models take a Words, so that a
 * test reads the same sentences as a person.
 */
import type { i18n } from "i18next";
import { practiceRelayName } from "../../electron/common/defaults.ts";
import { fill, type ErrorCode, type Failure } from "../../electron/common/errors.ts";
import { scaleBytes, splitDuration } from "../../electron/common/units.ts";
import type { en } from "../locales/en.ts";
import { detailsZhCN } from "../locales/details.zh-CN.ts";
import { errorsEn } from "../locales/errors.en.ts";
import { errorsZhCN } from "../locales/errors.zh-CN.ts";
import { createDetails } from "./details.ts";
import { unbroken } from "./unbroken.ts";
import { fillPieces, fillTogether } from "./fill-together.ts";

export type Language = "en" | "zh-CN";
export const languages = ["en", "zh-CN"] as const satisfies readonly Language[];

type Texts = typeof en;
type Whole<K> = K extends `${infer Base}_${"one" | "other"}` ? Base : K;
/** A text's key; of a text that is counted, without `_one` and `_other`. */
export type Key = Whole<keyof Texts>;

type Text<K extends string> = K extends keyof Texts
  ? Texts[K]
  : `${K}_other` extends keyof Texts
    ? Texts[`${K}_other`]
    : never;
type Place<S extends string> = S extends `${string}{${infer P}}${infer Rest}` ? P | Place<Rest> : never;
type Values<K extends string> = Readonly<
  Record<Place<Text<K>>, string | number> & (K extends keyof Texts ? unknown : { count: number })
>;
/** Nothing for a text without places; else every place's value. */
type Rest<K extends string> =
  unknown extends Values<K> ? [] : Place<Text<K>> extends never ? [] : [Values<K>];

/** A stretch of a sentence; strong where its text has *stars*. */
export interface Piece {
  readonly text: string;
  readonly strong: boolean;
}
export type Sentence = readonly Piece[];

export interface Words {
  readonly language: Language;
  /** A text, filled in. */
  readonly say: <K extends Key>(key: K, ...values: Rest<K>) => string;
  /** A text in pieces, so that its *starred* parts can be set apart. A value never adds a star. */
  readonly rich: <K extends Key>(key: K, ...values: Rest<K>) => Sentence;
  /** A text as it is written, for those that speak of {places} themselves. */
  readonly raw: (key: Key) => string;
  readonly integer: (value: number) => string;
  readonly bytes: (count: number) => string;
  /** `3.90 of 6.10 GB`, with one unit where both share it. */
  readonly bytesOf: (count: number, total: number) => string;
  /** Number and unit apart, to set them apart. */
  readonly speedParts: (bytesPerSecond: number) => { readonly number: string; readonly unit: string };
  readonly speed: (bytesPerSecond: number) => string;
  readonly duration: (seconds: number | null) => string;
  readonly ms: (milliseconds: number | null) => string;
  readonly percent: (share: number) => string;
  readonly list: (items: readonly string[]) => string;
  /** A day and time of day, from ms since 1970. */
  readonly date: (at: number) => string;
  /** A time of day to the second, from ms since 1970. */
  readonly time: (at: number) => string;
  /** A day of the week and time of day within the next days, from ms since 1970, in an IANA time zone. */
  readonly moment: (at: number, zone: string) => string;
  /** The days of the week from Monday on, by their number (0 is Sunday). */
  readonly weekdays: readonly { readonly day: number; readonly short: string; readonly long: string }[];
  /** A time of day, with its day where that is not today. */
  readonly when: (at: number, now: number) => string;
  /** What stands between two sentences: Chinese has no space there. */
  readonly gap: string;
  /** An error's sentence. */
  readonly failure: (failure: Failure) => string;
  /** A sentence that the engine said in English, in the page's language where that is known. */
  readonly detail: (english: string) => string;
}

/** Errors in each language. */
const errors: Readonly<Record<Language, Readonly<Record<ErrorCode, string>>>> = {
  en: errorsEn,
  "zh-CN": errorsZhCN,
};

/** The details in them; the host's own are English. */
const details = { en: createDetails({}), "zh-CN": createDetails(detailsZhCN) } as const;

/** Parameters that are a route's name. */
const routeParams = ["route", "other", "relay"] as const;

/** Parts of a relay spec as the parser names them; a person reads them in his language. */
const parts = ["kind", "relay address", "origin address", "template", "options"] as const;

/** The app's voice in `language`, over an i18next that has its texts. */
export function createWords(i18n: i18n, language: Language): Words {
  const t = i18n.getFixedT(language);
  const three = new Intl.NumberFormat(language, {
    minimumSignificantDigits: 3,
    maximumSignificantDigits: 3,
    useGrouping: false,
  });
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const dates = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const times = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
  const days = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const clocks = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  const lists = new Intl.ListFormat(language, { type: "conjunction" });

  // A list at work says the same few texts hundreds of times a second, and looking one up is a fifth of drawing it.
  const known = new Map<string, string>();
  const template = (key: string, values: object | undefined): string => {
    if (values && "count" in values) return unbroken(t(key, { count: Number(values.count) }));
    const text = known.get(key) ?? unbroken(t(key));
    known.set(key, text);
    return text;
  };
  const amount = (value: number, unit: string) => (unit === "B" ? whole.format(value) : three.format(value));

  // Texts have a space round a name in Latin letters; round a Chinese one there is none. A name's own spaces stay.
  const filled = (text: string, values: Readonly<Record<string, string | number>>) =>
    language === "zh-CN" ? fillTogether(text, values) : fill(text, values);

  const pieces = (text: string, values: Readonly<Record<string, string | number>>) =>
    language === "zh-CN" ? fillPieces(text, values) : text.split("*").map((piece) => fill(piece, values));

  const words: Words = {
    language,
    say: (key, ...[values]) => filled(template(key, values), values ?? {}),
    rich: (key, ...[values]) =>
      pieces(template(key, values), values ?? {})
        .map((text, index) => ({ text, strong: index % 2 === 1 }))
        .filter(({ text }) => text !== ""),
    raw: (key) => template(key, undefined),
    integer: (value) => whole.format(value),
    bytes(count) {
      const { value, unit } = scaleBytes(count);
      return `${amount(value, unit)} ${unit}`;
    },
    bytesOf(count, total) {
      const whole = scaleBytes(total);
      const part = scaleBytes(count);
      const bytes = part.unit === whole.unit ? amount(part.value, part.unit) : words.bytes(count);
      return words.say("unit.bytesOf", { bytes, total: words.bytes(total) });
    },
    speedParts(bytesPerSecond) {
      const { value, unit } = scaleBytes(bytesPerSecond);
      return { number: amount(value, unit), unit: words.say("unit.perSecond", { size: unit }) };
    },
    speed: (bytesPerSecond) => words.say("unit.perSecond", { size: words.bytes(bytesPerSecond) }),
    duration(seconds) {
      const split = seconds === null ? undefined : splitDuration(seconds);
      if (!split) return words.say("unit.unknown");
      return split.map(({ value, unit }) => `${short.format(value)} ${words.say(`unit.${unit}`)}`).join(" ");
    },
    ms: (milliseconds) =>
      milliseconds === null
        ? words.say("unit.unknown")
        : words.say("unit.ms", { number: whole.format(milliseconds) }),
    percent: (share) => words.say("unit.percent", { number: whole.format(Math.floor(share * 100)) }),
    date: (at) => dates.format(at),
    time: (at) => times.format(at),
    moment: (at, zone) => momentFormat(language, zone).format(at),
    weekdays: weekdaysOf(language),
    when: (at, now) => (days.format(at) === days.format(now) ? clocks.format(at) : dates.format(at)),
    list: (items) => (language === "en" ? lists.format(items) : items.join("、")),
    gap: language === "en" ? " " : "",
    detail: (english) => details[language](english, (name) => name),
    failure({ code, params }) {
      const said = { ...params };
      const route = (name: string) =>
        name === "direct"
          ? words.say("route.directInText")
          : name === practiceRelayName
            ? words.say("practice.relay")
            : name;
      for (const name of routeParams) {
        const { [name]: given } = params;
        if (typeof given === "string") said[name] = route(given);
      }
      const part = parts.find((name) => name === params["part"]);
      if (part) said["part"] = words.say(`relay.part.${part}`);
      const { detail } = params;
      if (typeof detail === "string") said["detail"] = details[language](detail, route);
      return filled(unbroken(errors[language][code]), said);
    },
  };
  return words;
}

function momentFormat(language: Language, zone?: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(language, {
      weekday: "short",
      hour: "numeric",
      minute: "2-digit",
      ...(zone && { timeZone: zone }),
    });
  } catch {
    // A zone that this browser does not know: then it is told in its own.
    return momentFormat(language);
  }
}

/** Who plans a week of work begins with its first day. */
const mondayFirst = [1, 2, 3, 4, 5, 6, 0] as const;

function weekdaysOf(language: Language): Words["weekdays"] {
  const short = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" });
  const long = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  // 1 January 2023 was a Sunday.
  return mondayFirst.map((day) => {
    const date = Date.UTC(2023, 0, 1 + day);
    return { day, short: short.format(date), long: long.format(date) };
  });
}

/** A failure's sentence with the route's name before it, unless the sentence names it itself. */
export function withName(words: Words, name: string, failure: Failure): Sentence {
  const sentence = words.failure(failure);
  return sentence.includes(name)
    ? [{ text: sentence, strong: false }]
    : words.rich("route.problem", { name, sentence });
}

/** A sentence as plain text, for a live region or a test. */
export function plain(sentence: Sentence): string {
  return sentence.map(({ text }) => text).join("");
}
