/** `detour relay config`: a server's configuration, what to do with it, and the spec to paste. */
import { randomBytes } from "node:crypto";
import { configKinds, type ConfigKind } from "../common/relay-config/request.ts";
import { relayConfig } from "../common/relay-config/relay-config.ts";
import type { Context } from "./context.ts";
import { badOption } from "./options.ts";
import { done, type Outcome } from "./outcome.ts";

export interface RelayConfigOptions {
  readonly origin?: readonly string[];
  readonly domain?: string;
  readonly token?: string;
  readonly cache?: true;
  readonly port?: number;
  readonly certificate?: string;
  readonly key?: string;
  readonly authorities?: string;
  readonly resolver?: string;
  readonly originPort?: readonly number[];
}

/**
 * Prints the file on stdout, so that it can be piped to its place, and the rest on stderr. Throws AppError `bad-option`
 * where something was given wrongly.
 */
export function relayConfigOf(kind: string, options: RelayConfigOptions, { output }: Context): Outcome {
  if (!isKind(kind)) throw badOption("KIND", `it must be one of ${configKinds.join(", ")}`);
  const {
    origin: origins = [],
    domain = "relay.example",
    token = randomBytes(24).toString("base64url"),
    originPort: originPorts,
    ...more
  } = options;
  const config = relayConfig({ ...more, kind, origins, domain, token, ...(originPorts && { originPorts }) });
  output.line({ event: "config", ...config });
  output.result(config.text.trimEnd());
  if (output.json) return done;
  const { path, commands, spec, notes } = config;
  output.say(
    [
      `The file above goes to ${path} on the relay. There:`,
      "",
      ...commands.map((command) => `  ${command}`),
      "",
      "Then, here:",
      "",
      `  detour relay add '${spec}'`,
      "",
      ...notes.map((note) => `- ${note}`),
      ...(options.domain === undefined ? ["- Give --domain with the relay's own name."] : []),
    ].join("\n"),
  );
  return done;
}

function isKind(text: string): text is ConfigKind {
  return (configKinds as readonly string[]).includes(text);
}
