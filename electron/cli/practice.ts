/** `detour practice`: the built-in network, until it is interrupted. */
import { formatBytes } from "../common/units.ts";
import { startPractice } from "../practice/practice.ts";
import type { Context } from "./context.ts";
import { done, type Outcome } from "./outcome.ts";
import { shellQuote } from "./text.ts";

export interface PracticeOptions {
  readonly size?: number;
}

/** Starts the practice network and runs it. An interrupt is its ordinary end (status 0). */
export async function practice(options: PracticeOptions, context: Context): Promise<Outcome> {
  const { output, interrupts } = context;
  const network = await startPractice(options.size === undefined ? {} : { size: options.size });
  try {
    const { url, relays, sha256 } = network;
    output.line({ event: "practice", url, relays, sha256 });
    output.result(practiceText(network, context.program));
    await interrupts.first;
  } finally {
    await network.close();
  }
  return done;
}

/** What to try, as commands to copy. */
export function practiceText(
  network: { readonly url: string; readonly relays: readonly string[]; readonly size: number },
  program: string,
): string {
  const relays = network.relays.map((spec) => ` --relay ${shellQuote(spec)}`).join("");
  const url = shellQuote(network.url);
  return [
    `The practice network is running: a file of ${formatBytes(network.size)} behind a slow path, and a relay with a fast one.`,
    "Try this in another terminal:",
    "",
    `  ${program} probe ${url}${relays}`,
    `  ${program} compare ${url}${relays}`,
    `  ${program} get ${url}${relays}`,
    "",
    "Ctrl-C ends it.",
  ].join("\n");
}
