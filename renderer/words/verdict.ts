/** What a comparison says, in sentences that anyone understands. Pure. */
import type { ComparedRoute, ComparisonView, RelayView } from "../../electron/common/views.ts";
import { nameInText, nameOf } from "../state/roads.ts";
import { assertNever } from "./assert-never.ts";
import { withName, type Sentence, type Words } from "./words.ts";

export interface Report {
  readonly headline: Sentence;
  /** The route that the headline sets apart; null where none won. */
  readonly winner: string | null;
  readonly sentences: readonly Sentence[];
  /** What went wrong, route by route. */
  readonly problems: readonly Sentence[];
  /** The download that the result suggests: `direct`, a relay, or `all` where nothing speaks for one. */
  readonly advice: string;
}

/** Reads a comparison that has ended. */
export function report(words: Words, relays: readonly RelayView[], view: ComparisonView): Report {
  const { rich } = words;
  const direct = view.routes.find(({ route }) => route === "direct");
  const best = view.routes.find(({ route }) => route !== "direct" && route === view.best);
  const problems = view.routes.flatMap((route) =>
    route.problem ? [withName(words, nameOf(words, relays, route.route), route.problem)] : [],
  );
  const kept = view.keptBytes > 0 ? [rich("verdict.kept", { size: words.bytes(view.keptBytes) })] : [];
  const only = (
    key: "verdict.noRelay" | "verdict.noDirect" | "verdict.best",
    route: ComparedRoute,
  ): Report => ({
    headline: key === "verdict.best" ? rich(key, { name: nameOf(words, relays, route.route) }) : rich(key),
    winner: null,
    sentences: [
      ...timeOne(words, relays, route),
      ...rounds(words, route),
      ...(direct ? [] : [rich("verdict.withoutDirect")]),
      ...kept,
    ],
    problems,
    advice: route.route,
  });

  if (view.state === "failed" || (!direct?.median && !best?.median)) {
    const failure = view.failure ? [[{ text: words.failure(view.failure), strong: false }]] : [];
    return {
      headline: rich(nothingKey(view)),
      winner: null,
      sentences: view.failure || problems.length > 0 ? failure : [rich("verdict.unsureFew")],
      problems,
      advice: "all",
    };
  }
  if (!direct && best?.median) {
    return { ...only("verdict.best", best), winner: best.route };
  }
  if (direct?.median && !best?.median) return only("verdict.noRelay", direct);
  if (best?.median && !direct?.median) return only("verdict.noDirect", best);
  if (!direct || !best) throw new Error("both sides were measured");

  const count = Math.min(direct.samples.length, best.samples.length);
  const relay = nameInText(words, relays, best.route);
  const { ratio, ratioLow: low, ratioHigh: high } = view;
  const known = direct.seconds !== null && best.seconds !== null;
  const times = {
    direct: words.duration(direct.seconds),
    relay: words.duration(best.seconds),
  };
  const settled = ratio === null ? "unsure" : view.verdict;
  switch (settled) {
    case "relay":
      return {
        headline: headline(words, relays, view, best.route, ratio ?? 1),
        winner: best.route,
        sentences: [
          ...(known
            ? [rich("verdict.time", { fast: relay, fastTime: times.relay, slowTime: times.direct })]
            : []),
          interval(words, ratio ?? 1, low, high, count),
          ...kept,
        ],
        problems,
        advice: best.route,
      };
    case "direct":
      return {
        headline: rich("verdict.direct", { factor: factor(words, 1 / (ratio ?? 1)) }),
        winner: "direct",
        sentences: [
          ...(known
            ? [rich("verdict.timeDirect", { fastTime: times.direct, slow: relay, slowTime: times.relay })]
            : []),
          interval(words, 1 / (ratio ?? 1), high && 1 / high, low && 1 / low, count),
          ...kept,
        ],
        problems,
        advice: "direct",
      };
    case "same":
      return {
        headline: rich("verdict.same"),
        winner: null,
        sentences: [
          ...(known
            ? [rich("verdict.timeSame", { directTime: times.direct, relayTime: times.relay, relay })]
            : []),
          low !== null && high !== null
            ? rich("verdict.sameWhy", { count, relay, low: times1(words, low), high: times1(words, high) })
            : rich("verdict.rounds", { count }),
          ...kept,
        ],
        problems,
        advice: "direct",
      };
    case "unsure":
      return {
        headline: rich("verdict.unsure"),
        winner: null,
        sentences: [
          low !== null && high !== null && count > 0
            ? rich("verdict.unsureWhy", { count, relay, low: times1(words, low), high: times1(words, high) })
            : rich("verdict.unsureFew"),
          ...kept,
        ],
        problems,
        advice: "all",
      };
    default:
      return assertNever(settled);
  }
}

/** `41 times`, `3.4 times`; below twice as fast, the share that it gains: `34 %`. */
export function factor(words: Words, ratio: number): string {
  return ratio < 2
    ? words.say("unit.percent", { number: words.integer(Math.max(0, (ratio - 1) * 100)) })
    : words.say("unit.times", { number: times1(words, ratio) });
}

function headline(
  words: Words,
  relays: readonly RelayView[],
  view: ComparisonView,
  best: string,
  ratio: number,
): Sentence {
  const several = view.routes.filter(({ route }) => route !== "direct").length > 1;
  return several
    ? words.rich("verdict.relayNamed", { name: nameOf(words, relays, best), factor: factor(words, ratio) })
    : words.rich("verdict.relay", { factor: factor(words, ratio) });
}

function interval(
  words: Words,
  ratio: number,
  low: number | null,
  high: number | null,
  count: number,
): Sentence {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) {
    return words.rich("verdict.rounds", { count });
  }
  // Both ends are said as the headline says its own: in percent, or in times.
  const inPercent = ratio < 2 && low >= 1;
  const say = (value: number) =>
    inPercent
      ? words.say("unit.percent", { number: words.integer((value - 1) * 100) })
      : times1(words, value);
  return words.rich("verdict.interval", {
    count,
    low: say(low),
    high: inPercent ? say(high) : words.say("unit.times", { number: say(high) }),
  });
}

function timeOne(words: Words, relays: readonly RelayView[], route: ComparedRoute): readonly Sentence[] {
  if (route.seconds === null) return [];
  const name = nameInText(words, relays, route.route);
  return [words.rich("verdict.timeOne", { route: name, time: words.duration(route.seconds) })];
}

function rounds(words: Words, route: ComparedRoute): readonly Sentence[] {
  return route.samples.length > 0 ? [words.rich("verdict.rounds", { count: route.samples.length })] : [];
}

function nothingKey(view: ComparisonView) {
  if (view.state === "failed") return "verdict.failed";
  return view.routes.some(({ problem }) => problem) ? "verdict.nothing" : "verdict.unsure";
}

/** A ratio with as many digits as it deserves: `41`, `3.4`, `0.96`. */
function times1(words: Words, ratio: number): string {
  const digits = ratio >= 10 ? 0 : ratio >= 2 ? 1 : 2;
  return new Intl.NumberFormat(words.language, { maximumFractionDigits: digits }).format(ratio);
}
