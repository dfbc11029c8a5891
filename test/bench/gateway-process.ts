/** `detour gateway` as a process of its own. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Readable } from "node:stream";
import { root } from "../../build/ensure-built.ts";

export interface GatewayProcess {
  readonly child: ChildProcessByStdio<null, Readable, null>;
  /** `http://127.0.0.1:PORT/TOKEN`; what is asked for follows as `/http/HOST/PATH`. */
  readonly url: string;
}

/**
 * Starts the built gateway; it leads to this machine, too. In: the words behind `detour gateway`, and the environment. Out: the
 * process, once it listens; who starts it ends it.
 */
export async function startGatewayProcess(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<GatewayProcess> {
  const cli = path.join(root, "out/cli/detour.js");
  const child = spawn(process.execPath, [cli, "gateway", "--allow-private", "--json", ...words], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const { url } = JSON.parse(line.toString().split("\n")[0] ?? "") as { readonly url: string };
  return { child, url };
}
