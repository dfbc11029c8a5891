/** Speed limits by time as they are typed, and what is said of the limit that holds. */
import { expect, test } from "vitest";
import { newRule, problemOf, rowOf, rulesOf, spanOf } from "../../../renderer/state/schedule-form.ts";
import { added, movedUp } from "../../../renderer/ui/use-rows.ts";
import { limitSentence } from "../../../renderer/words/limit-now.ts";
import { en, zh } from "./voices.ts";

const night = { days: [5, 6], from: 22 * 60 + 5, to: 7 * 60, limit: null };
const rows = [newRule, night].map(rowOf);

test("rules become rows and rules again", () => {
  expect(rows[1]).toEqual({ key: 1, days: [5, 6], from: "22:05", to: "07:00", limit: null });
  expect(rulesOf(rows)).toEqual([newRule, night]);
});

test.each([
  [{ days: [] }, "days"],
  [{ from: "" }, "time"],
  [{ to: "24:00" }, "time"],
  [{}, undefined],
] as const)("%j is wrong in its %s, and then none of the rows is saved", (part, problem) => {
  const row = { ...rowOf(night, 7), ...part };
  expect(problemOf(row)).toBe(problem);
  expect(rulesOf([rowOf(newRule, 1), row]) === undefined).toBe(problem !== undefined);
});

test("days are kept in order, whatever the order in which they are chosen", () => {
  expect(rulesOf([{ ...rowOf(newRule, 1), days: [6, 0, 3] }])?.[0]?.days).toEqual([0, 3, 6]);
});

test("how times lie is told, and a row goes up", () => {
  expect(rows.map(spanOf)).toEqual(["day", "night"]);
  expect(spanOf({ ...rowOf(newRule, 1), to: "09:00" })).toBe("whole");
  expect(movedUp(rows, 1).map(({ key }) => key)).toEqual([1, 0]);
  expect(movedUp(rows, 0)).toEqual(rows);
});

test("the limit that holds is said with its end, in the zone of the machine that downloads", () => {
  const until = Date.UTC(2026, 10, 25, 17);
  const now = { limit: 500_000, by: "schedule", until, next: null, zone: "Europe/Berlin" } as const;
  expect(limitSentence(en, now).replaceAll(/\s/g, " ")).toBe(
    "Now 500 kB/s until Wed 6:00 PM, then no limit.",
  );
  expect(limitSentence(zh, now)).toBe("当前 500 kB/s，到周三18:00，之后不限速。");
  expect(limitSentence(en, { ...now, by: "slow", until: null })).toBe("500 kB/s until you choose otherwise.");
  expect(limitSentence(en, { ...now, by: "always", until: null })).toBe("Limit: 500 kB/s.");
  expect(limitSentence(en, { ...now, limit: null, by: "full", until: null })).toBe(
    "No limit until you choose otherwise.",
  );
  expect(limitSentence(en, { ...now, zone: "Mars/Olympus" })).toContain("until");
});

test("the week begins on Monday, in each language's words", () => {
  expect(en.weekdays.map(({ short }) => short).join(" ")).toBe("Mon Tue Wed Thu Fri Sat Sun");
  expect(zh.weekdays.map(({ day, long }) => `${day}${long}`).slice(5)).toEqual(["6星期六", "0星期日"]);
});

const draft = (key: number) => ({ key, draft: true });
test("a draft that is added comes behind those that count, before other drafts", () => {
  expect(added([{ key: 1 }, draft(2), draft(3)], 3)).toEqual([
    { key: 1 },
    { key: 3, draft: false },
    draft(2),
  ]);
});
