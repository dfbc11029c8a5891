import type { Log } from "../engine/log.ts";
import type { Interrupts } from "./interrupts.ts";
import type { Output } from "./output.ts";

/** What every command gets from its process. */
export interface Context {
  readonly output: Output;
  readonly interrupts: Interrupts;
  readonly log: Log;
  /** How the user calls the command line, for hints that he can copy. */
  readonly program: string;
}
