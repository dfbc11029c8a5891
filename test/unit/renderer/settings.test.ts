/** Settings: found by their words, and taken to another machine in a file. */
import { expect, test } from "vitest";
import { settingsView } from "../../../electron/common/views.ts";
import { printSettings, readSettings } from "../../../renderer/state/settings-file.ts";
import { findSettings, settingWords } from "../../../renderer/words/settings.ts";
import { settings } from "./samples.ts";
import { en, zh } from "./voices.ts";

const names = (...given: Parameters<typeof findSettings>) =>
  findSettings(...given).flatMap((found) => found.names);
const all = Object.keys(settingsView.shape).toSorted();

test("every setting is on the desktop's page, and has words", () => {
  const found = names(en, "electron", "");
  expect([...found].toSorted()).toEqual(all);
  for (const words of [en, zh])
    for (const name of found) expect(settingWords(words, name).label).not.toBe("");
});

test("a browser's page has those that mean something there", () => {
  expect(findSettings(en, "headless", "")).toEqual([
    { group: "folders", names: ["folder", "folderRules"] },
    {
      group: "downloads",
      names: ["mode", "atOnce", "connections", "onFinish", "retries", "retryWait", "goOnAtStart"],
    },
    { group: "speed", names: ["limit", "schedule", "pace", "slowLimit"] },
    { group: "list", names: ["keepDays", "keepCount"] },
    { group: "look", names: ["theme", "language"] },
  ]);
});

test("a search leaves no empty group, and finds the words of a heading", () => {
  expect(findSettings(en, "electron", "privacy").map(({ group }) => group)).toEqual(["private"]);
  expect(findSettings(en, "electron", "tray").map(({ group }) => group)).toEqual(["system"]);
  expect(findSettings(zh, "electron", "隐私 钥匙串")).toEqual([{ group: "private", names: ["keychain"] }]);
});

test.each([
  ["tray", ["closeToTray", "autostart"]],
  ["LIMIT all", ["limit", "schedule", "pace", "slowLimit"]],
  ["midnight", []],
  ["over lap", ["schedule"]],
  ["  start   system ", ["autostart"]],
  ["atonce", ["atOnce"]],
  ["no such thing", []],
])("%j finds %j", (query, found) => {
  expect(names(en, "electron", query)).toEqual(found);
});

test("they are found in Chinese, too", () => {
  expect(names(zh, "electron", "总限速")).toEqual(["limit", "schedule", "pace"]);
  expect(names(zh, "electron", "托盘")).toEqual(["closeToTray", "autostart"]);
});

test("what is saved is read back", () => {
  expect(readSettings(printSettings(settings))).toEqual({ settings, leftOut: [] });
});

test("what cannot be used is left out by its name, the others are taken", () => {
  const text = JSON.stringify({
    "detour-settings": 1,
    settings: { connections: 9000, atOnce: 2, notify: "yes", of: "the future", __proto__: 1 },
  });
  expect(readSettings(text)).toEqual({
    settings: { atOnce: 2 },
    leftOut: ["connections", "notify", "of"],
  });
});

test.each(["", "{", "[]", "null", "7", "{}", '{"settings":{}}', '{"detour-settings":1,"settings":[1]}'])(
  "%j is no such file",
  (text) => {
    expect(readSettings(text)).toBeUndefined();
  },
);
