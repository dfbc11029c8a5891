import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRules, printRules, ruleFor, ruleUses, type Rule } from "../../../electron/common/rules.ts";
import { parseRelaySpec } from "../../../electron/common/relay-spec.ts";
import { applyRules, ruleComparison } from "../../../electron/service/rules.ts";
import { isAppError } from "../cli/is-app-error.ts";

const text = `# the office
*.Example.org  relay Beijing, Hong Kong  # slow from home
intranet.example:8443 direct
bücher.example all
ads.example refuse

*  auto
`;

describe("rules as text", () => {
  test("comments, empty lines, relays with spaces in their names, international names", () => {
    expect(parseRules(text)).toEqual([
      { match: "*.example.org", use: "relay", relays: ["Beijing", "Hong Kong"], note: "slow from home" },
      { match: "intranet.example:8443", use: "direct", relays: [], note: "" },
      { match: "xn--bcher-kva.example", use: "all", relays: [], note: "" },
      { match: "ads.example", use: "refuse", relays: [], note: "" },
      { match: "*", use: "auto", relays: [], note: "" },
    ]);
  });

  test.each([
    ["example.org", 1, "one of auto"],
    ["\nexample.org sometimes", 2, "one of auto"],
    ["http://example.org direct", 1, "begins with no host"],
    ["example.org:99999 direct", 1, "between 1 and 65535"],
    ["a*b direct", 1, "begins with no host"],
    ["example.org refuse Beijing", 1, "takes no relays"],
    ["exa%mple direct", 1, "cannot be read"],
  ])("%j is a mistake in line %i", (wrong, line, says) => {
    expect(() => parseRules(wrong)).toThrow(isAppError("bad-rule", `Line ${line} of the rules`));
    expect(() => parseRules(wrong)).toThrow(isAppError("bad-rule", says));
  });

  test("what is printed is read as the same", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    const host = fc
      .tuple(fc.constantFrom("", "*."), word, fc.constantFrom("", ":8443"))
      .map(([a, b, c]) => `${a}${b}.example${c}`);
    const one = fc.record({
      match: fc.oneof(host, fc.constantFrom("*", "*:80", "[2001:db8::1]", "[2001:db8::1]:443")),
      use: fc.constantFrom(...ruleUses),
      relays: fc.array(
        fc.tuple(word, word).map((words) => words.join(" ")),
        { maxLength: 3 },
      ),
      note: fc.oneof(fc.constant(""), word),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), (list) => {
        const fitting = list.map((rule): Rule =>
          rule.use === "direct" || rule.use === "refuse" ? { ...rule, relays: [] } : rule,
        );
        expect(parseRules(printRules(fitting))).toEqual(fitting);
      }),
    );
  });
});

test.each([
  ["https://a.example.org/x", 0],
  ["https://example.org/x", 0],
  ["https://example.org./x", 0],
  ["https://notexample.org/x", 4],
  ["https://intranet.example:8443/x", 1],
  ["https://intranet.example/x", 4],
  ["https://bücher.example/x", 2],
  ["http://ads.example/", 3],
  ["http://x.ads.example/", 4],
])("%s falls under rule %i", (url, index) => {
  expect(ruleFor(parseRules(text), new URL(url))?.index).toBe(index);
});

const relay = (name: string, use: "auto" | "never" = "auto") => ({
  name,
  use,
  spec: parseRelaySpec("sni://r:1"),
});

describe("what a rule makes of a request", () => {
  const without = { mode: "auto", relays: [relay("Beijing", "never"), relay("Tokyo")] } as const;
  const rules = parseRules(text);
  const of = (url: string) => applyRules(rules, new URL(url), without);

  test("the named relays alone, wanted where they are named; one that is not saved is passed over", () => {
    expect(of("https://example.org/")).toEqual({ mode: "relay", relays: [relay("Beijing")], index: 0 });
  });
  test("direct, refuse, and all relays where none is named", () => {
    expect(of("https://intranet.example:8443/")).toEqual({ mode: "direct", relays: [], index: 1 });
    expect(of("https://ads.example/")).toBeUndefined();
    expect(of("https://other.example/")).toEqual({ ...without, index: 4 });
  });
  test("without a rule that fits, what was asked for counts", () => {
    expect(applyRules([], new URL("https://a.example/"), without)).toEqual({ ...without, index: null });
  });
});

describe("what a rule makes of a comparison", () => {
  const asked = { relays: [relay("Beijing"), relay("Tokyo")], direct: true } as const;
  const of = (url: string) => ruleComparison(parseRules(text), new URL(url), asked);

  test("who would not bring the source is not asked for it", () => {
    expect(of("https://example.org/")).toEqual({ relays: [relay("Beijing")], direct: false });
    expect(of("https://intranet.example:8443/")).toEqual({ relays: [], direct: true });
    expect(of("https://ads.example/")).toBeUndefined();
    expect(of("https://other.example/")).toEqual(asked);
  });
});
