import * as fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../../electron/common/errors.ts";
import {
  parseRelaySpec,
  printRelaySpec,
  relayHost,
  relayName,
  relayNames,
  templateFields,
} from "../../../electron/common/relay-spec.ts";

const host = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(\.[a-z]{2,4})?(:[1-9][0-9]{3})?$/);
const folder = fc
  .stringMatching(/^(\/[a-zA-Z0-9._~%-]{1,8}){0,3}\/$/)
  .filter((path) => !/%(?![0-9a-f]{2})/i.test(path));
const base = fc
  .tuple(fc.constantFrom("http", "https"), host, folder)
  .map(([scheme, name, path]) => `${scheme}://${name}${path}`);
const text = fc
  .string({ minLength: 1, maxLength: 20, unit: "grapheme" })
  .filter((one) => !/[\u0000-\u001f\u007f]/.test(one));
const options = fc.record(
  {
    name: text,
    own: fc.boolean(),
    token: text,
    header: fc.stringMatching(/^[A-Za-z-]{1,12}$/),
  },
  { requiredKeys: ["own"] },
);

/** What parsing a spec throws; undefined where it is accepted. */
function refusal(spec: string): AppError | undefined {
  try {
    parseRelaySpec(spec);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return undefined;
}

test("parse and print are inverse for reverse:", () => {
  fc.assert(
    fc.property(base, base, options, (relay, origin, given) => {
      const spec = {
        kind: "reverse",
        relay: new URL(relay).href,
        origin: new URL(origin).href,
        options: given,
      } as const;
      expect(parseRelaySpec(printRelaySpec(spec))).toEqual(spec);
    }),
  );
});

test("parse and print are inverse for prefix:", () => {
  const template = fc
    .tuple(
      base,
      fc.constantFrom(
        "{url}",
        "?u={url_enc}",
        "{b64url}",
        "{scheme}/{authority}{pathquery}",
        "{host}/{port}{path}?{query}",
      ),
    )
    .map(([address, rest]) => `${new URL(address).origin}/t/${rest}`);
  fc.assert(
    fc.property(template, options, (written, given) => {
      const spec = { kind: "prefix", template: written, options: given } as const;
      expect(parseRelaySpec(printRelaySpec(spec))).toEqual(spec);
    }),
  );
});

test("parse and print are inverse for what connections go through", () => {
  const word = fc
    .string({ minLength: 1, maxLength: 20 })
    .filter((one) => !/[\u0000-\u001f\u007f:]/.test(one));
  const address = fc.record({
    kind: fc.constantFrom("http", "https", "socks5", "socks5h"),
    host: fc.constantFrom("relay.example", "10.0.0.1", "[::1]", "xn--fiq228c.example"),
    port: fc.integer({ min: 1, max: 65_535 }),
    signIn: fc.option(fc.record({ user: word, password: word }), { nil: undefined }),
    name: fc.option(text, { nil: undefined }),
    own: fc.boolean(),
    pin: fc.boolean(),
  });
  fc.assert(
    fc.property(address, ({ kind, host: name, port, signIn, name: called, own, pin }) => {
      const spec = {
        kind,
        host: name,
        port,
        ...(signIn && { signIn }),
        options: {
          own,
          ...(called !== undefined && { name: called }),
          ...(pin && kind === "https" && { pin: "0123456789abcdef".repeat(4) }),
        },
      };
      expect(parseRelaySpec(printRelaySpec(spec))).toEqual(spec);
    }),
  );
  expect(printRelaySpec(parseRelaySpec("SNI://Relay.Example"))).toBe("sni://relay.example:443");
});

test("a password stands in no name and no error", () => {
  const spec = parseRelaySpec("https://me:my-secret@relay.example:3128#own");
  expect(relayName(spec)).toBe("https relay.example:3128");
  for (const wrong of ["https://me:my-secret@relay:0", "socks5://me:my/secret@relay", "http://me:my-secret@"])
    expect(JSON.stringify(refusal(wrong)?.params)).not.toContain("secret");
});

test.each([
  ["", "kind", "it begins with none of"],
  ["gopher://relay/", "kind", "gopher: is not known"],
  ["sni:relay", "relay address", "write //"],
  ["https://relay/path", "relay address", "without a path"],
  ["socks5h://relay:99999", "relay address", "between 1 and 65535"],
  ["sni://me@relay", "relay address", "takes no user name"],
  ["http://a%3Ab:c@relay", "relay address", "colon"],
  ["socks5://me:@relay", "relay address", "1 to 255 bytes"],
  ["socks5h://relay#token=abc", "options", "no place for a token"],
  [`sni://relay#pin=sha256:${"ab".repeat(32)}`, "options", "pin has no use with sni://"],
  [`http://relay#pin=sha256:${"ab".repeat(32)}`, "options", "pin has no use"],
  ["https://relay#pin=sha256:abcd", "options", "64 digits"],
  ["reverse:https://relay/", "origin address", "after the relay's address"],
  ["reverse:https://relay/=ftp://origin/", "origin address", "after the relay's address"],
  ["reverse:https://relay=https://origin.example/base", "origin address", "must end in /"],
  ["reverse:https://relay/x=https://origin/", "relay address", "must end in /"],
  ["reverse:https://relay/?a=https://origin/", "relay address", "must not have a query"],
  ["reverse:https://u:p@relay/=https://origin/", "relay address", "user name"],
  ["reverse:relay/=https://origin/", "relay address", "must be an http"],
  ["reverse:https://a/=https://b/=https://c/", "origin address", "more than one"],
  ["prefix:https://relay/", "template", "it has no field"],
  ["prefix:https://relay/{nope}", "template", "{nope} is not a field"],
  ["prefix:https://relay/{url", "template", "it has no field"],
  ["prefix:https://relay/{url}}", "template", "left over"],
  ["prefix:https://relay/{scheme}", "template", "do not say the whole address"],
  ["prefix:https://{host}/{url}", "relay address", "host cannot be a field"],
  ["prefix:ftp://relay/{url}", "relay address", "must begin with"],
  ["prefix:https://relay/{url}#colour=red", "options", "colour is not known"],
  ["prefix:https://relay/{url}#name", "options", "name needs a value"],
  ["prefix:https://relay/{url}#own=yes", "options", "own takes no value"],
  ["prefix:https://relay/{url}#name=%zz", "options", "broken %-escape"],
  ["prefix:https://relay/{url}#header=a b", "options", "not the name of an HTTP header"],
  ["prefix:https://relay/{url}#token=a%0Ab", "options", "control character"],
])("the mistake in %j is named", (spec, part, problem) => {
  const error = refusal(spec);
  expect(error).toMatchObject({ code: "bad-relay-spec", params: { part } });
  expect(error?.params["problem"]).toContain(problem);
});

test("an error about a spec carries neither its token nor its path", () => {
  const message = refusal("prefix:https://relay.example/SECRETPATH/{nope}#token=SECRET")?.message;
  expect(message).toContain("prefix:https://relay.example has a mistake");
  expect(message).not.toContain("SECRET");
});

test.each([
  "reverse:https://user:SECRET@relay.example/=https://origin.example/",
  "reverse:https://relay.example/=https://SECRET@origin.example/",
  "reverse:https://relay.example/SECRET=https://origin.example/",
  "reverse:relay.example/SECRET/=x",
  "prefix:https://SECRET:pw@relay.example/{url}",
  "prefix:relay.example/SECRET/{url}",
  "relay.example/SECRET/{url}",
  "SECRET",
  "https://relay.example/SECRET/{url}",
  "prefix:https://relay.example/{url}#SECRET",
  "prefix:https://relay.example/{url}#token=SECRET%zz",
  "prefix:https://relay.example/{url}#header=SEC RET&token=SECRET",
])("the mistake in %j is told without its secret", (spec) => {
  const error = refusal(spec);
  expect(error?.code).toBe("bad-relay-spec");
  expect(JSON.stringify([error?.message, error?.params])).not.toMatch(/SEC ?RET/);
});

test("names carry no secret, and no two are alike", () => {
  const specs = [
    "reverse:https://relay.example:8443/SECRET/=https://origin.example/#token=SECRET",
    "reverse:https://relay.example:8443/=https://other.example/",
    "prefix:https://relay.example/SECRET/{url}",
    "prefix:https://relay.example/{url}#name=direct",
  ].map(parseRelaySpec);
  expect(relayNames(specs)).toEqual([
    "reverse relay.example:8443",
    "reverse relay.example:8443 #2",
    "prefix relay.example",
    "direct #2",
  ]);
  expect(specs.map(relayHost)).toEqual([
    "relay.example:8443",
    "relay.example:8443",
    "relay.example",
    "relay.example",
  ]);
  expect(relayName(parseRelaySpec("prefix:https://r/{url}#name=Bei%20jing"))).toBe("Bei jing");
});

test("every field has its place in a template", () => {
  for (const field of templateFields) {
    expect(() => parseRelaySpec(`prefix:https://relay/{url}/{${field}}`)).not.toThrow();
  }
});
