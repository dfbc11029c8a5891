/**
 * `npm run peers`: what Detour, aria2, axel, wget and curl make of a server's faults, those of them that are installed, each
 * against a server of its own. Writes the table into docs/FAULTS.md.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { startFaultServer } from "../helpers/fault-server.ts";
import { peerFileBytes, peerRows, type PeerRow } from "./peers/rows.ts";
import { runTool, tools, type Tool } from "./peers/tools.ts";
import { writeSection } from "./section.ts";

const seed = "peers";
const limitMs = 20_000;

const [detour, ...others] = tools;
if (detour?.version === undefined) throw new Error('Detour is not built: run "npm run build" first');
const present = [detour, ...others.filter(({ version }) => version !== undefined)];
const home = await realpath(await mkdtemp(path.join(tmpdir(), "detour-peers-")));
const lines: string[] = [];
try {
  for (const row of peerRows) {
    const cells = await Promise.all(present.map((tool) => measure(tool, row)));
    lines.push(`| ${row.fault} | ${cells.join(" | ")} |`);
    process.stdout.write(
      `${row.fault}\n${present.map(({ name }, at) => `  ${name.padEnd(7)} ${cells[at]}`).join("\n")}\n`,
    );
  }
} finally {
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}
const commands = present.map((tool) => {
  const words = tool
    .words("URL", "FOLDER")
    .map((word) => (word === process.execPath ? "node" : path.basename(word)));
  return `- ${tool.name} ${tool.version}: \`${words.join(" ")}\``;
});
writeSection(
  "peers",
  [
    `| fault | ${present.map(({ name }) => name).join(" | ")} |`,
    `|---${"|---".repeat(present.length)}|`,
    ...lines,
    "",
    `Measured on ${new Date().toISOString().slice(0, 10)}, a file of ${peerFileBytes} bytes, each command ended after ${limitMs / 1000} s:`,
    "",
    ...commands,
  ].join("\n"),
);

/** Runs one tool at one fault. Out: what came of it, in a few words. */
async function measure(tool: Tool, row: PeerRow): Promise<string> {
  const folder = await mkdtemp(path.join(home, `${tool.name}-`));
  const files = path.join(folder, "files");
  await mkdir(files);
  const server = await startFaultServer({ size: peerFileBytes, seed, handle: row.script });
  try {
    const { status, seconds, stdout } = await runTool(tool.words(server.url, files), folder, limitMs);
    const right = row.versions ? server.requests.map(({ index }) => `version ${index}`) : [seed];
    const file = await stateOf(path.join(files, "file.bin"), right);
    const code = tool.name === "Detour" ? /"code":"([a-z-]+)"/.exec(stdout)?.[1] : undefined;
    const end =
      status === null ? `not over after ${limitMs / 1000} s` : `rc ${status}${code ? ` (${code})` : ""}`;
    if (file === "right" && status === 0) return `GOOD (${seconds.toFixed(1)} s)`;
    if (file === "none") return `${end}, no file`;
    if (status === 0) return `**WRONG FILE**, rc 0`;
    const control =
      existsSync(path.join(files, "file.bin.aria2")) || existsSync(path.join(files, "file.bin.st"));
    return `${end}, ${file === "empty" ? "empty file" : "unfinished"} under the name${control ? " (with control file)" : ""}`;
  } finally {
    await server.close();
  }
}

async function stateOf(
  file: string,
  right: readonly string[],
): Promise<"none" | "empty" | "right" | "other"> {
  if (!existsSync(file)) return "none";
  const bytes = await readFile(file);
  if (bytes.length === 0) return "empty";
  const found = hash(bytes);
  return right.some((one) => hash(new SeededBytes(one).slice(0, peerFileBytes)) === found)
    ? "right"
    : "other";
}

function hash(data: Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
