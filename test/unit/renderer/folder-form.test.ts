/** Folders by kind of file as they are typed, and where a file would go by them. */
import { expect, test } from "vitest";
import { settingsView, type FolderRule } from "../../../electron/common/views.ts";
import {
  folderRowOf,
  folderRowProblem,
  folderRulesOf,
  ruledFolder,
  rulesForAll,
} from "../../../renderer/state/folder-form.ts";
import { en } from "./voices.ts";

const rules: FolderRule[] = [
  { by: "host", host: "*.example.org", folder: "Work" },
  { by: "endings", endings: ["iso", "tar.gz"], folder: "/srv/images" },
  { by: "type", type: "video", folder: "Video" },
];
const row = { key: 1, kind: "video", what: "", folder: "Video" } as const;

test("rules become rows and rules again", () => {
  const rows = rules.map(folderRowOf);
  expect(rows[1]).toEqual({ key: 1, kind: "endings", what: "iso tar.gz", folder: "/srv/images" });
  expect(folderRulesOf(rows)).toEqual(rules);
});

test("endings and hosts are taken as people write them", () => {
  const typed = [
    { ...row, kind: "endings", what: " *.ISO, .tar.gz;zip " },
    { ...row, kind: "host", what: " .Example.ORG " },
  ] as const;
  expect(folderRulesOf(typed)).toEqual([
    { by: "endings", endings: ["ISO", "tar.gz", "zip"], folder: "Video" },
    { by: "host", host: "*.example.org", folder: "Video" },
  ]);
  expect(settingsView.shape.folderRules.safeParse(folderRulesOf(typed)).success).toBe(true);
});

test.each([
  [{ kind: "endings", what: "" }, "endings"],
  [{ kind: "endings", what: "a/b" }, "endings"],
  [{ kind: "host", what: "no host" }, "host"],
  [{ folder: " " }, "empty"],
  [{ folder: "../up" }, "outside"],
  [{ folder: "~/Video" }, "unclear"],
  [{}, undefined],
] as const)("%j has the problem %s, and then none of the rows is saved", (part, problem) => {
  expect(folderRowProblem({ ...row, ...part })).toBe(problem);
  expect(folderRulesOf([row, { ...row, ...part }]) === undefined).toBe(problem !== undefined);
});

test("one for each kind adds those that have none, and all of them can be saved", () => {
  const added = rulesForAll([row], (type) => en.say(`type.${type}`));
  expect(added.map(({ key, folder }) => `${key} ${folder}`)).toEqual([
    "2 Archives",
    "3 Audio",
    "4 Pictures",
    "5 Documents",
    "6 Programs",
    "7 Disk images",
  ]);
  expect(folderRulesOf([row, ...added])).toHaveLength(7);
});

test.each([
  ["/home/me/Downloads", "film.mkv", "/home/me/Downloads/Video"],
  ["C:\\Users\\me\\Downloads", "film.mkv", "C:\\Users\\me\\Downloads\\Video"],
  ["/home/me/Downloads/", "a.iso", "/srv/images"],
  ["/home/me/Downloads", "a.txt", undefined],
])("in %s, %s would go to %s", (folder, name, expected) => {
  expect(ruledFolder(rules, folder, new URL("https://other.test/x"), name)).toBe(expected);
});
