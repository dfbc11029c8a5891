/** Which rule a file goes by, what may be a rule's folder, and that no name leads out of it. */
import path from "node:path";
import { expect, test } from "vitest";
import { fileTypeOf } from "../../../electron/common/file-types.ts";
import { folderProblem, ruleOfFile } from "../../../electron/common/folder-rules.ts";
import { folderRule, type FolderRule } from "../../../electron/common/views.ts";
import { chooseFileName } from "../../../electron/engine/http/file-name.ts";
import { folderFor } from "../../../electron/service/folders.ts";

test.each([
  ["film.MKV", "video"],
  ["a.b.flac", "audio"],
  ["photo.jpeg", "pictures"],
  ["paper.pdf", "documents"],
  ["backup.tar.gz", "archives"],
  ["setup.exe", "programs"],
  ["debian.iso", "disk-images"],
  ["README", "other"],
  [".mkv", "other"],
  ["file.", "other"],
  ["file.constructor", "other"],
])("%s is of the kind %s", (name, type) => {
  expect(fileTypeOf(name)).toBe(type);
});

const rules: FolderRule[] = [
  { by: "host", host: "*.example.org", folder: "Work" },
  { by: "endings", endings: ["tar.gz", "iso"], folder: "/srv/images" },
  { by: "type", type: "archives", folder: "Archives" },
];

test.each([
  ["https://files.example.org/film.mkv", "film.mkv", "Work"],
  ["https://example.org/x", "x.tar.gz", "Work"],
  ["https://other.test/x", "X.TAR.GZ", "/srv/images"],
  ["https://other.test/x", "tar.gz", "Archives"],
  ["https://other.test/x", "a.zip", "Archives"],
  ["https://notexample.org/x", "a.txt", undefined],
])("%s as %s goes to %s: the first rule that fits", (source, name, folder) => {
  expect(ruleOfFile(rules, new URL(source), name)?.folder).toBe(folder);
});

test.each([
  ["Video", undefined],
  ["Video/Series", undefined],
  ["Video\\Series", undefined],
  ["..name..", undefined],
  ["/srv/films", undefined],
  ["/srv/../films", undefined],
  ["D:\\films", undefined],
  ["\\\\nas\\films", undefined],
  ["", "empty"],
  ["  ", "empty"],
  ["..", "outside"],
  ["Video/../../etc", "outside"],
  ["Video\\..\\..\\etc", "outside"],
  ["a/ .. /b", "outside"],
  ["D:films", "unclear"],
  ["~/films", "unclear"],
  ["Vid\u0000eo", "unclear"],
])("the folder %j has the problem %s", (folder, problem) => {
  expect(folderProblem(folder)).toBe(problem);
  expect(folderRule.safeParse({ by: "type", type: "video", folder }).success).toBe(problem === undefined);
});

test.each([
  { by: "host", host: "no host", folder: "a" },
  { by: "host", host: "Example.ORG", folder: "a" },
  { by: "endings", endings: [], folder: "a" },
  { by: "endings", endings: [".."], folder: "a" },
  { by: "endings", endings: ["a/b"], folder: "a" },
  { by: "type", type: "other", folder: "a" },
])("%j is no rule", (rule) => {
  expect(folderRule.safeParse(rule).success).toBe(false);
});

test("folders lie in the download folder, or where the user said; a name from a server changes nothing of that", () => {
  const settings = { folder: "/home/me/Downloads", folderRules: rules };
  const to = (name: string) => folderFor(settings, new URL("https://other.test/"), name);
  expect(to("a.zip")).toBe(path.resolve("/home/me/Downloads/Archives"));
  expect(to("a.iso")).toBe(path.resolve("/srv/images"));
  expect(to("a.txt")).toBe("/home/me/Downloads");
  const hostile = chooseFileName(
    'attachment; filename="../../../etc/cron.d/x.zip"',
    new URL("https://other.test/..%2f..%2fx.zip"),
  );
  expect(path.join(to(hostile), hostile)).toBe(path.resolve("/home/me/Downloads/Archives/x.zip"));
});

test.each(["Archives/../..", "../Downloads-2", ".."])(
  "%j never counts, however it came into the settings",
  (folder) => {
    const settings = {
      folder: "/home/me/Downloads",
      folderRules: [{ by: "type", type: "archives", folder } as const],
    };
    expect(() => folderFor(settings, new URL("https://other.test/"), "a.zip")).toThrow(
      "leads out of the download folder",
    );
  },
);
