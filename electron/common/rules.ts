/**
 * Rules: which roads an address takes, by its host. One list for downloads, comparisons and the gateway; the first rule that
 * fits counts. As text, a rule a line:
 *
 *   *.example.org   relay Beijing, Tokyo   # what a person notes
 *   intranet.example direct
 *   ads.example:443 refuse
 *   *               auto
 */
import { z } from "zod";
import { AppError } from "./errors.ts";

export const ruleUses = ["auto", "all", "direct", "relay", "refuse"] as const;
export type RuleUse = (typeof ruleUses)[number];

export const rule = z.object({
  /** `host`, `*.host` (the host and all below it) or `*`, each with `:port` or not. */
  match: z.string().min(1).max(300),
  use: z.enum(ruleUses),
  /** Names of saved relays, for `auto`, `all` and `relay`; all that are saved where there are none. */
  relays: z.array(z.string().min(1).max(200)).max(20),
  note: z.string().max(200),
});
export type Rule = z.infer<typeof rule>;

export const rules = z.array(rule).max(500);

const mostLines = 500;

/** Reads a list. Throws AppError `bad-rule`, which names the line and what is wrong with it. */
export function parseRules(text: string): Rule[] {
  const lines = text.split(/\r?\n/);
  if (lines.length > 2 * mostLines) throw bad(mostLines, "there are too many lines");
  return lines.flatMap((whole, at): Rule[] => {
    const hash = whole.search(/(^|\s)#/);
    const note =
      hash < 0
        ? ""
        : whole
            .slice(hash)
            .replace(/^\s*#\s*/, "")
            .trim();
    const body = (hash < 0 ? whole : whole.slice(0, hash)).trim();
    if (body === "") return [];
    const [match = "", use = "", ...rest] = body.split(/\s+/);
    const known = ruleUses.find((one) => one === use.toLowerCase());
    if (!known) throw bad(at + 1, `after the host comes one of ${ruleUses.join(", ")}`);
    const relays = rest
      .join(" ")
      .split(/\s*,\s*/)
      .filter((name) => name !== "");
    if (relays.length > 0 && (known === "direct" || known === "refuse"))
      throw bad(at + 1, `${known} takes no relays`);
    return [{ match: canonical(match, at + 1), use: known, relays, note }];
  });
}

/** Writes a list so that `parseRules` reads the same one. */
export function printRules(list: readonly Rule[]): string {
  return list
    .map(({ match, use, relays, note }) =>
      [match, use, ...(relays.length > 0 ? [relays.join(", ")] : []), ...(note ? [`# ${note}`] : [])].join(
        " ",
      ),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** The first rule that fits a source, with its place in the list; undefined where none does. */
export function ruleFor(
  list: readonly Rule[],
  source: URL,
): { readonly index: number; readonly rule: Rule } | undefined {
  const index = list.findIndex(({ match }) => fitsHost(match, source));
  const found = list[index];
  return found ? { index, rule: found } : undefined;
}

/** Whether a source's host (and port) is what a pattern says: `host`, `*.host` or `*`, each with `:port` or not. */
export function fitsHost(match: string, source: URL): boolean {
  const [, name = "", digits] = pattern.exec(match) ?? [];
  const port = source.port || (source.protocol === "https:" ? "443" : "80");
  if (digits !== undefined && digits !== port) return false;
  if (name === "*") return true;
  const host = source.hostname.replace(/\.$/, "");
  if (!name.startsWith("*.")) return host === name;
  const base = name.slice(2);
  return host === base || host.endsWith(`.${base}`);
}

const pattern = /^(\*|\*?\.?[^\s:/*]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i;

/** A pattern as it is compared: small letters, international names in their ASCII form, `.host` as `*.host`. */
function canonical(text: string, line: number): string {
  const [, name = "", digits] = pattern.exec(text) ?? [];
  if (name === "") throw bad(line, "it begins with no host; write host, *.host or *, with :port or not");
  if (digits !== undefined && (Number(digits) < 1 || Number(digits) > 65_535))
    throw bad(line, "its port must be between 1 and 65535");
  const port = digits === undefined ? "" : `:${Number(digits)}`;
  if (name === "*") return `*${port}`;
  const wide = /^\*?\./.test(name);
  const host = URL.parse(`http://${name.replace(/^\*?\./, "")}/`)?.hostname.replace(/\.$/, "") ?? "";
  if (host === "") throw bad(line, "its host cannot be read");
  return `${wide ? "*." : ""}${host}${port}`;
}

/** A pattern as it is compared; undefined for what is none. */
export function hostPattern(text: string): string | undefined {
  try {
    return canonical(text, 1);
  } catch {
    return undefined;
  }
}

function bad(line: number, problem: string): AppError {
  return new AppError("bad-rule", { line, problem });
}
