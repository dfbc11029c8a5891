/** Downloaders by their command lines: the options that make their work comparable, and no other. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

export interface Tool {
  readonly name: string;
  /** What it says of its version; undefined where it is not installed. */
  readonly version: string | undefined;
  /** The words for one download to `folder`/file.bin. */
  readonly words: (url: string, folder: string) => readonly string[];
}

const cli = path.resolve(import.meta.dirname, "../../../out/cli/detour.js");

const tool = (name: string, words: Tool["words"]): Tool => ({
  name,
  version: versionOf([name, "--version"]),
  words,
});

export const tools: readonly Tool[] = [
  {
    name: "Detour",
    version: versionOf([process.execPath, cli, "--version"]),
    words: (url, folder) => [
      process.execPath,
      cli,
      "get",
      url,
      "-o",
      `${folder}/file.bin`,
      "--connections",
      "4",
      "--json",
    ],
  },
  tool("aria2c", (url, folder) => [
    "aria2c",
    "-q",
    "-x4",
    "-s4",
    "-k1M",
    "-m3",
    "-t5",
    "-d",
    folder,
    "-o",
    "file.bin",
    url,
  ]),
  tool("axel", (url, folder) => ["axel", "-q", "-n4", "-T5", "-o", `${folder}/file.bin`, url]),
  tool("wget", (url, folder) => ["wget", "-q", "-t3", "-T5", "-O", `${folder}/file.bin`, url]),
  tool("curl", (url, folder) => ["curl", "-fsS", "-C", "-", "-o", `${folder}/file.bin`, url]),
];

export interface ToolRun {
  /** Null where it was ended because its time was over. */
  readonly status: number | null;
  readonly seconds: number;
  readonly stdout: string;
}

/** Runs one download to its end, or ends it after that time. `home` keeps its settings and data apart from the user's. */
export async function runTool(words: readonly string[], home: string, limitMs: number): Promise<ToolRun> {
  const [program = "", ...rest] = words;
  const started = performance.now();
  const child = spawn(program, rest, {
    cwd: home,
    stdio: ["ignore", "pipe", "ignore"],
    env: { PATH: process.env["PATH"], HOME: home, DETOUR_HOME: `${home}/detour` },
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, limitMs);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  return { status: late ? null : (code ?? 1), seconds: (performance.now() - started) / 1000, stdout };
}

function versionOf([program = "", ...words]: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, words, { encoding: "utf8" });
  return status === 0 ? /\d+(\.\d+)+/.exec(stdout)?.[0] : undefined;
}
