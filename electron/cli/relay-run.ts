/** `detour relay run`: a small relay of our own, for a machine without nginx, until it is interrupted. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { createSecureContext } from "node:tls";
import { describe } from "../common/errors.ts";
import { formatBytes } from "../common/units.ts";
import { parseAllowRule, type AllowRule } from "../practice/relay-server/allow-list.ts";
import { startRelayServer, type RelayLogEntry } from "../practice/relay-server/relay-server.ts";
import type { Context } from "./context.ts";
import { pinOf } from "./relay-pin.ts";
import { badOption } from "./options.ts";
import { done, type Outcome } from "./outcome.ts";

export interface RelayRunOptions {
  readonly listen: string;
  readonly token?: string;
  readonly allow?: readonly string[];
  readonly cert?: string;
  readonly key?: string;
  readonly maxConnections?: number;
  readonly maxPerClient?: number;
  readonly limit?: number;
  readonly allowPrivate?: true;
}

/** Runs it. An interrupt is its ordinary end (status 0). Throws AppError `bad-option`, or where it cannot listen. */
export async function relayRun(options: RelayRunOptions, context: Context): Promise<Outcome> {
  const { output, interrupts } = context;
  const { address, port } = parseListen(options.listen);
  const token = readToken(options.token);
  const allow = readAllow(options.allow ?? []);
  const tls = readTls(options);
  const { maxConnections, maxPerClient, limit, allowPrivate } = options;
  const relay = await startRelayServer({
    address,
    port,
    token,
    allow,
    ...(tls && { tls }),
    ...(maxConnections !== undefined && { maxConnections }),
    ...(maxPerClient !== undefined && { maxPerClient }),
    ...(limit !== undefined && { limit }),
    ...(allowPrivate && { allowPrivate }),
    log: (entry) => output.say(logLine(entry)),
  }).catch((error: unknown) => {
    throw badOption("--listen", `${options.listen} cannot be listened on (${describe(error)})`);
  });
  try {
    const url = `${tls ? "https" : "http"}://${isIP(address) === 6 ? `[${address}]` : address}:${relay.port}/`;
    const pin = tls && pinOf(tls.cert);
    const spec = `prefix:${url}${token}/{scheme}/{authority}{pathquery}#own${pin ? `&pin=sha256:${pin}` : ""}`;
    output.line({ event: "relay", url, spec });
    output.result(readyText(spec, options.allow ?? [], tls !== undefined, pin !== undefined));
    await interrupts.first;
  } finally {
    await relay.close();
  }
  return done;
}

function readyText(spec: string, allow: readonly string[], secure: boolean, pinned: boolean): string {
  return [
    `The relay is running, for ${allow.join(", ")}.`,
    "On the machine that downloads (with this machine's own name or address in place of the one it listens on):",
    "",
    `  detour relay add '${spec}'`,
    "",
    ...(pinned
      ? [
          "No authority that systems trust vouches for this certificate, so the spec pins it: another certificate needs another spec.",
          "",
        ]
      : []),
    ...(secure
      ? []
      : [
          "Without --cert and --key the token travels in the clear: use it within a network that you trust, or behind TLS.",
          "",
        ]),
    "Ctrl-C ends it.",
  ].join("\n");
}

/** One request: no path, no query, no token. */
function logLine({ method, host, status, bytes, ms }: RelayLogEntry): string {
  return `${method} ${host || "-"} ${status} ${formatBytes(bytes)} ${ms} ms`;
}

/** `ADDRESS:PORT`, `[ADDRESS]:PORT` or `:PORT` for loopback. */
function parseListen(text: string): { readonly address: string; readonly port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([\da-fA-F:.]+)\]|([\d.]*)):(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? (plain === "" ? "127.0.0.1" : plain) ?? "";
  const port = Number(digits);
  if (isIP(address) === 0 || !(port >= 0 && port <= 65_535))
    throw badOption("--listen", "it must be ADDRESS:PORT, such as 0.0.0.0:8443");
  return { address, port };
}

/** What was given, or the first line of `@FILE`; a random one where nothing was. */
function readToken(typed: string | undefined): string {
  const token = typed === undefined ? randomBytes(24).toString("base64url") : fromFile("--token", typed);
  if (/^[A-Za-z0-9_-]{16,128}$/.test(token)) return token;
  throw badOption("--token", "it must be 16 to 128 letters, digits, - or _");
}

function fromFile(option: string, typed: string): string {
  if (!typed.startsWith("@")) return typed;
  return (readFile(option, typed.slice(1)).split("\n", 1)[0] ?? "").trim();
}

function readAllow(allow: readonly string[]): readonly AllowRule[] {
  if (allow.length === 0)
    throw badOption(
      "--allow",
      "at least one host is needed: a relay for every host would soon be everybody's",
    );
  return allow.map((text) => {
    const rule = parseAllowRule(text);
    if (rule) return rule;
    throw badOption("--allow", "it must be a host such as github.com, or .github.com with all below it");
  });
}

function readTls({
  cert,
  key,
}: RelayRunOptions): { readonly cert: string; readonly key: string } | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw badOption("--cert", "--cert and --key belong together");
  const read = { cert: readFile("--cert", cert), key: readFile("--key", key) };
  try {
    createSecureContext(read);
  } catch (error) {
    throw badOption("--cert", `${cert} and ${key} are no certificate with its key (${describe(error)})`);
  }
  return read;
}

function readFile(option: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw badOption(option, `${file} cannot be read (${describe(error)})`);
  }
}
