/** The words of the command line. What a command does is loaded only when it is called. */
import { Command, CommanderError, Option } from "commander";
import { AppError } from "../common/errors.ts";
import { parseChecksum } from "../engine/download/checksum.ts";
import type { RelayTestOptions } from "./relay-test.ts";
import type { RelayRunOptions } from "./relay-run.ts";
import type { RelayConfigOptions } from "./relay-config.ts";
import type { QuotaOptions } from "./relay.ts";
import type { Context } from "./context.ts";
import type { CompareOptions } from "./compare.ts";
import type { GatewayCommandOptions } from "./gateway.ts";
import type { GetOptions } from "./get.ts";
import type { HistoryOptions } from "./history.ts";
import {
  addHeader,
  append,
  parseAmount,
  parseCount,
  parseDuration,
  parseMode,
  parseSeconds,
  parseUse,
} from "./options.ts";
import { done, type Outcome } from "./outcome.ts";
import type { PracticeOptions } from "./practice.ts";
import type { ProbeOptions } from "./probe.ts";
import type { ServeOptions } from "./serve.ts";
import { version } from "./version.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Reads the words after the program's name and runs their command. Out: how it ended. Throws AppError; a mistake in the
 * words themselves is one too.
 */
export async function runCommand(words: readonly string[], context: Context): Promise<Outcome> {
  let outcome: Outcome = done;
  const program = describeProgram(context, (end) => (outcome = end));
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version that were asked for are told already.
    if (error.exitCode === 0) return done;
    // Without the cause: its message repeats the words, and they may be secret.
    throw new AppError("invalid-request", { detail: mistake(error) });
  }
  return outcome;
}

function describeProgram(context: Context, end: (outcome: Outcome) => void): Command {
  const program = new Command("detour")
    .description("Downloads files over the fastest way there is: direct, a relay, or all at once.")
    .version(version)
    .exitOverride()
    // A mistake is told by the caller, as every other failure is.
    .configureOutput({ outputError: () => undefined })
    .helpCommand(false);

  withRelays(withJson(program.command("get")))
    .argument("<url>")
    .description("fetch a file")
    .option("-o, --output <file|dir>", "where it goes: a file's name or a folder")
    .addOption(
      new Option("--route <mode>", "auto, direct, relay or all").argParser(parseMode).default("auto"),
    )
    .addOption(connections())
    .addOption(new Option("--checksum <alg:hex>", "verify the file").argParser(parseChecksum))
    .option("--sha256", "compute the file's SHA-256")
    .addOption(
      new Option("--limit <rate>", "bytes a second in all, such as 2M").argParser((text: string) =>
        parseAmount("--limit", text),
      ),
    )
    .option("--find-checksum", "look for a checksum beside the file, even where all of it comes direct")
    .option("--continue-with <new-url>", "a new link to the same file, where the old one has expired")
    .addOption(
      new Option("--mirror <url>", "another address of the same file; may be given again").argParser(append),
    )
    .option("--accept-page", "save a web page, where that is what is wanted")
    .option("--restart", "throw an unfinished part away and start anew")
    .action(async (url: string, options: GetOptions) => {
      const { get } = await import("./get.ts");
      end(await get(url, options, context));
    });

  withRelays(withJson(program.command("compare")))
    .argument("<url>")
    .description("measure direct and relays side by side")
    .addOption(count("--rounds <n>", "how many rounds", 100))
    .addOption(
      new Option("--seconds <s>", "about how long it may take").argParser((text: string) =>
        parseSeconds("--seconds", text, 1, 600),
      ),
    )
    .addOption(
      new Option("--bytes <n>", "most bytes that it may fetch, such as 200MB").argParser((text: string) =>
        parseAmount("--bytes", text),
      ),
    )
    .addOption(connections())
    .option("--export <file>", "write the measurements to a .json or .csv file")
    .addOption(
      new Option("--every <time>", "compare again and again, such as every 1h").argParser((text: string) =>
        parseDuration("--every", text, minuteMs, 24 * hourMs),
      ),
    )
    .addOption(
      new Option("--for <time>", "how long --every goes on; 24h unless given").argParser((text: string) =>
        parseDuration("--for", text, minuteMs, 31 * 24 * hourMs),
      ),
    )
    .action(async (url: string, options: CompareOptions) => {
      const { compare } = await import("./compare.ts");
      end(await compare(url, options, context));
    });

  withJson(program.command("history"))
    .argument("[host]")
    .description("tell of the comparisons of the last 90 days")
    .option("--clear", "drop all of them")
    .action(async (host: string | undefined, options: HistoryOptions) => {
      const { history } = await import("./history.ts");
      end(history(host, options, context));
    });

  withRelays(withJson(program.command("probe")))
    .argument("<url>")
    .description("ask each route about a file")
    .action(async (url: string, options: ProbeOptions) => {
      const { probe } = await import("./probe.ts");
      end(await probe(url, options, context));
    });

  withJson(program.command("gateway"))
    .addOption(relayOption())
    .description("give every other program on this machine the same routes")
    .addOption(port("--port <n>", "for gateway addresses; any free one unless given"))
    .addOption(port("--proxy-port <n>", "for the forward proxy; any free one unless given"))
    .addOption(
      new Option("--route <mode>", "auto, direct, relay or all").argParser(parseMode).default("auto"),
    )
    .addOption(
      new Option("--limit <rate>", "bytes a second of all that comes, such as 2M").argParser((text: string) =>
        parseAmount("--limit", text),
      ),
    )
    .option("--allow-private", "let it lead to this machine and its network, too")
    .action(async (options: GatewayCommandOptions) => {
      const { gateway } = await import("./gateway.ts");
      end(await gateway(options, context));
    });

  describeRules(program, context, end);

  withJson(program.command("serve"))
    .description("run the app in the browser")
    .addOption(
      new Option("--port <n>", "the port to listen on; any free one unless given").argParser((text: string) =>
        parseCount("--port", text, 0, 65_535),
      ),
    )
    .option("--open", "open the browser")
    .option("--no-open", "do not open the browser")
    .option("--listen <address>", "the address to listen on; beyond loopback only with a password")
    .option("--password-file <file>", "a file whose first line is the password")
    .action(async (options: ServeOptions) => {
      const { serve } = await import("./serve.ts");
      end(await serve(options, context));
    });

  describeRelay(program, context, end);

  withJson(program.command("practice"))
    .description("run a small network of our own to try all of it on")
    .addOption(
      new Option("--size <bytes>", "size of its file, such as 100MB").argParser((text: string) =>
        parseAmount("--size", text),
      ),
    )
    .action(async (options: PracticeOptions) => {
      const { practice } = await import("./practice.ts");
      end(await practice(options, context));
    });
  return program;
}

function describeRules(program: Command, context: Context, end: (outcome: Outcome) => void): void {
  const command = program
    .command("rules")
    .description("which roads an address takes, by its host: for get, the gateway and the app")
    .helpCommand(false);
  withJson(command.command("list"))
    .description("list them")
    .action(async () => {
      const { rulesList } = await import("./rules.ts");
      end(rulesList(context));
    });
  withJson(command.command("set"))
    .argument("<file>", "a rule a line: HOST auto|all|direct|relay|refuse [RELAY, ...]; - for stdin")
    .description("put a file's rules in the place of those before")
    .action(async (file: string) => {
      const { rulesSet } = await import("./rules.ts");
      end(rulesSet(file, context));
    });
  withJson(command.command("test"))
    .argument("<url>")
    .description("say which road an address would take, and why")
    .action(async (url: string) => {
      const { rulesTest } = await import("./rules.ts");
      end(rulesTest(url, context));
    });
}

function describeRelay(program: Command, context: Context, end: (outcome: Outcome) => void): void {
  const relay = program
    .command("relay")
    .description("saved relays, and how to set one up")
    .helpCommand(false);
  describeRelayConfig(relay, context, end);
  describeRelayRun(relay, context, end);
  describeRelayTest(relay, context, end);
  describeRelayUse(relay, context, end);
  withJson(relay.command("list"))
    .description("list the saved relays")
    .action(async () => {
      const { relayList } = await import("./relay.ts");
      end(relayList(context));
    });
  withJson(relay.command("add"))
    .argument("<spec>", "the relay, or @FILE with it in the first line")
    .description("save a relay")
    .action(async (spec: string) => {
      const { relayAdd } = await import("./relay.ts");
      end(relayAdd(spec, context));
    });
  withJson(relay.command("remove"))
    .argument("<name>")
    .description("remove a saved relay")
    .action(async (name: string) => {
      const { relayRemove } = await import("./relay.ts");
      end(relayRemove(name, context));
    });
}

function describeRelayUse(relay: Command, context: Context, end: (outcome: Outcome) => void): void {
  withJson(relay.command("use"))
    .argument("<name>")
    .argument("<when>", "auto, always or never")
    .description(
      "say when a saved relay is used: where it serves best, first of all, or only where it is named",
    )
    .action(async (name: string, when: string) => {
      const { relayUse } = await import("./relay.ts");
      end(relayUse(name, parseUse(when), context));
    });
  withJson(relay.command("quota"))
    .argument("<name>")
    .description("limit what goes through a saved relay: warned of at 80 %, stopped at 100 %")
    .addOption(quota("day"))
    .addOption(quota("month"))
    .action(async (name: string, options: QuotaOptions) => {
      const { relayQuota } = await import("./relay.ts");
      end(relayQuota(name, options, context));
    });
}

function quota(period: "day" | "month"): Option {
  return new Option(
    `--${period} <bytes>`,
    `most bytes in a ${period}, such as 50GB; none lifts it`,
  ).argParser(
    // Commander takes null for no value at all.
    (text: string) => (text === "none" ? text : parseAmount(`--${period}`, text)),
  );
}

function describeRelayRun(relay: Command, context: Context, end: (outcome: Outcome) => void): void {
  withJson(relay.command("run"))
    .description("run a small relay on this machine")
    .option("--listen <address:port>", "where it listens, such as 0.0.0.0:8443", "127.0.0.1:0")
    .option("--token <text>", "its secret, or @FILE with it in the first line; a random one unless given")
    .addOption(
      new Option("--allow <host>", "a host that it may fetch from; may be given again").argParser(append),
    )
    .option("--cert <file>", "its certificate (PEM)")
    .option("--key <file>", "its certificate's key (PEM)")
    .addOption(count("--max-connections <n>", "requests at the same time; 256 unless given", 4096))
    .addOption(count("--max-per-client <n>", "of one address; 64 unless given", 4096))
    .addOption(
      new Option("--limit <rate>", "bytes a second of all together, such as 5M").argParser((text: string) =>
        parseAmount("--limit", text),
      ),
    )
    .option("--allow-private", "let it fetch from this machine and its network, too")
    .action(async (options: RelayRunOptions) => {
      const { relayRun } = await import("./relay-run.ts");
      end(await relayRun(options, context));
    });
}

function describeRelayTest(relay: Command, context: Context, end: (outcome: Outcome) => void): void {
  withJson(relay.command("test"))
    .argument("<relay>", "a relay's spec, a saved relay's name, or @FILE")
    .description("look at a relay's health, and say what to change")
    .option("--url <url>", "a file that it should carry")
    .option("--no-direct", "ask nothing over the direct route, to compare with")
    .action(async (spec: string, options: RelayTestOptions) => {
      const { relayTest } = await import("./relay-test.ts");
      end(await relayTest(spec, options, context));
    });
}

/** `relay config`: everything that is asked for by name has a default, but what the relay is for. */
function describeRelayConfig(relay: Command, context: Context, end: (outcome: Outcome) => void): void {
  withJson(relay.command("config"))
    .argument("<kind>", "nginx-sni, nginx, nginx-generic, caddy, squid or worker")
    .description("print a server's configuration for a relay, and what to do with it")
    .addOption(new Option("--origin <host>", "what it carries to; may be given again").argParser(append))
    .option("--domain <name>", "the relay's own name")
    .option("--token <text>", "its secret; a random one unless given")
    .option("--cache", "keep what was fetched on the relay's disk")
    .addOption(
      new Option("--port <n>", "where it listens").argParser((text: string) =>
        parseCount("--port", text, 1, 65_535),
      ),
    )
    .option("--certificate <file>", "its certificate, on the relay")
    .option("--key <file>", "its certificate's key, on the relay")
    .option("--authorities <file>", "whom it trusts to vouch for the origin")
    .option("--resolver <address>", "the DNS server that it asks")
    .addOption(
      new Option(
        "--origin-port <n>",
        "a port of those hosts that it may carry to; 443 and 80 unless given",
      ).argParser((text: string, before: readonly number[] | undefined) => [
        ...(before ?? []),
        parseCount("--origin-port", text, 1, 65_535),
      ]),
    )
    .action(async (kind: string, options: RelayConfigOptions) => {
      const { relayConfigOf } = await import("./relay-config.ts");
      end(relayConfigOf(kind, options, context));
    });
}

/** `--json` is read before anything else (see run.ts); here it only has its place in the help. */
function withJson(command: Command): Command {
  return command.option("--json", "one JSON object a line on stdout");
}

function withRelays(command: Command): Command {
  return command
    .addOption(relayOption())
    .addOption(new Option("--header <k: v>", "a header to send; may be given again").argParser(addHeader));
}

function relayOption(): Option {
  return new Option(
    "--relay <spec>",
    "a relay's spec, a saved relay's name, or @FILE; may be given again",
  ).argParser(append);
}

function port(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) =>
    parseCount(flags.split(" ", 1)[0] ?? flags, text, 0, 65_535),
  );
}

function count(flags: string, description: string, high: number): Option {
  return new Option(flags, description).argParser((text: string) =>
    parseCount(flags.split(" ", 1)[0] ?? flags, text, 1, high),
  );
}

function connections(): Option {
  return count("--connections <n>", "most connections on each route; the best number is found", 64);
}

/**
 * What is wrong with the words, in commander's sentence but for what it repeats of them that may be secret: the value of a
 * mistyped option, an address in a command's place, words that are too many.
 */
function mistake({ code, message }: CommanderError): string {
  if (code === "commander.help") return "a command is missing";
  const sentence = message
    .replace(/^error: /, "")
    .replaceAll(/\s*\n\s*/g, " ")
    .replace(/\.$/, "");
  if (code === "commander.excessArguments") return sentence.replace(/: .*$/, "");
  if (code === "commander.unknownOption")
    return sentence.replace(/'(--[\w-]*|-\w?).*'/, (_, option: string) => `'${option}'`);
  if (code === "commander.unknownCommand" && !/'[\w-]{1,30}'/.test(sentence)) return "that is not a command";
  return sentence;
}
