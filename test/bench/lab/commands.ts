/** How each program is started. */
import path from "node:path";
import { root } from "../../../build/ensure-built.ts";
import { addressOf, portOf, type Contender, type Scenario } from "./scenarios.ts";

const cli = path.join(root, "out/cli/detour.js");

/** The command that fetches a scenario's file into a folder under its own name. */
export function commandOf(
  contender: Contender,
  scenario: Scenario,
  file: string,
  folder: string,
): readonly string[] {
  const port = portOf(scenario);
  const from = (node: string) => `http://${addressOf(node)}:${port}`;
  const urls = contender.over.map((node) => `${from(node)}/${file}`);
  const target = path.join(folder, file);
  switch (contender.tool) {
    case "detour": {
      const relays = contender.over.flatMap((node) => [
        "--relay",
        `reverse:${from(node)}/=${from("origin")}/#own&name=${node}`,
      ]);
      const source = `${from("origin")}/${file}`;
      const mode = contender.mode ?? "auto";
      return [process.execPath, cli, "get", source, ...relays, "--route", mode, "-o", target, "--json"];
    }
    case "aria2":
      return [
        "aria2c",
        "-q",
        "-x16",
        "-s16",
        "-k1M",
        "--file-allocation=none",
        "-d",
        folder,
        "-o",
        file,
        ...urls,
      ];
    case "axel":
      return ["axel", "-q", "-n16", "-o", target, ...urls];
    case "curl":
      return ["curl", "-s", "-o", target, ...urls];
  }
}
