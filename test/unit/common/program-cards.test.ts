import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { programCards, programs } from "../../../electron/common/program-cards.ts";

const cards = programCards({ url: "http://127.0.0.1:1234/TOKEN", proxy: "http://127.0.0.1:1235" });

const card = (id: string) => cards.find((one) => one.id === id);

test("each program has its card, and what is set can be undone", () => {
  expect(cards.map(({ id }) => id)).toEqual([...programs]);
  for (const { lines, undo, by } of cards) {
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join("\n")).toContain(
      by === "url" ? "http://127.0.0.1:1234/TOKEN/https/" : "http://127.0.0.1:1235",
    );
    const keeps = !/^(curl|wget) /.test(lines[0] ?? "");
    expect(undo.length > 0).toBe(keeps);
  }
});

test("the lines for a shell and for git do what they say, and are undone", () => {
  const home = mkdtempSync(path.join(tmpdir(), "detour-cards-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const env = { PATH: process.env["PATH"], HOME: home, GIT_CONFIG_NOSYSTEM: "1" };
  const shell = (script: string) => execFileSync("bash", ["-c", script], { env, encoding: "utf8" });
  const { lines = [], undo = [] } = card("terminal") ?? {};
  const said = shell(`${lines.join("\n")}\necho "$https_proxy"\n${undo.join("\n")}\necho "[$https_proxy]"`);
  expect(said).toBe("http://127.0.0.1:1235\n[]\n");
  const git = card("git");
  shell(git?.lines.join("\n") ?? "");
  expect(readFileSync(path.join(home, ".gitconfig"), "utf8")).toContain("proxy = http://127.0.0.1:1235");
  shell(git?.undo.join("\n") ?? "");
  expect(readFileSync(path.join(home, ".gitconfig"), "utf8")).not.toContain("1235");
});
