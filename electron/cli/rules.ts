/** `detour rules`: which roads an address takes, by its host. */
import { readFileSync } from "node:fs";
import { describe } from "../common/errors.ts";
import { parseRules, printRules, ruleFor } from "../common/rules.ts";
import { parseSource } from "../common/source.ts";
import { applyRules, readRules, writeRules } from "../service/rules.ts";
import type { Context } from "./context.ts";
import { badOption } from "./options.ts";
import { done, type Outcome } from "./outcome.ts";
import { namedRows } from "./relays.ts";
import { openUserStore } from "./session.ts";
import { printable } from "./text.ts";

/** Tells the rules, in the form that `rules set` reads. */
export function rulesList({ output }: Context): Outcome {
  const store = openUserStore();
  try {
    const list = readRules(store);
    output.line({ event: "rules", rules: list });
    if (list.length > 0) output.result(printRules(list).trimEnd());
    else if (!output.json) output.say("There are no rules. Set some: detour rules set FILE");
    return done;
  } finally {
    store.close();
  }
}

/** Puts a file's rules in the place of those before; `-` reads them from stdin. Throws AppError `bad-rule`. */
export function rulesSet(file: string, context: Context): Outcome {
  const list = parseRules(readText(file));
  const store = openUserStore();
  try {
    writeRules(store, list);
  } finally {
    store.close();
  }
  return rulesList(context);
}

/** Says which road an address would take, and by which rule. Throws as `parseSource` does. */
export function rulesTest(url: string, { output }: Context): Outcome {
  const source = parseSource(url);
  const store = openUserStore();
  try {
    const list = readRules(store);
    const relays = namedRows(store.relays.list()).filter(({ practice }) => !practice);
    const ruled = applyRules(list, source, { mode: "auto", relays });
    const index = ruleFor(list, source)?.index ?? null;
    const names = ruled?.relays.map(({ name }) => name) ?? [];
    output.line({
      event: "ruled",
      host: source.host,
      rule: index,
      use: ruled?.mode ?? "refuse",
      relays: names,
    });
    const by =
      index === null
        ? "no rule fits"
        : `rule ${index + 1}: ${printRules(list.slice(index, index + 1)).trim()}`;
    const over = names.length > 0 ? ` with ${names.map(printable).join(", ")}` : "";
    output.result(`${source.host}: ${ruled?.mode ?? "refuse"}${over} (${by})`);
    return done;
  } finally {
    store.close();
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw badOption("FILE", `${file} cannot be read (${describe(error)})`);
  }
}
