import { describe, expect, test } from "vitest";
import { AppError, type ErrorCode } from "../../../electron/common/errors.ts";
import { parseRelaySpec } from "../../../electron/common/relay-spec.ts";
import { relayRoute } from "../../../electron/engine/routes/create-route.ts";
import { mirrorRoute } from "../../../electron/engine/routes/mirror.ts";
import {
  carriesCredentials,
  checkCredentials,
  headersForHop,
  isSigned,
} from "../../../electron/engine/routes/credentials.ts";
import { direct } from "../../../electron/engine/routes/direct.ts";
import type { Route } from "../../../electron/engine/routes/route.ts";

const relay = (spec: string): Route => relayRoute({ name: "relay", spec: parseRelaySpec(spec) });

/** HTTP.md section 4, the credential policy: what may travel on which route. */
const routes = {
  direct,
  "reverse, not own": relay("reverse:https://r.example/=https://o.example/"),
  "reverse, own": relay("reverse:https://r.example/=https://o.example/#own"),
  "reverse, own, http": relay("reverse:http://r.example/=https://o.example/#own"),
  "reverse, own, loopback": relay("reverse:http://127.0.0.1:8080/=https://o.example/#own"),
  "prefix, not own": relay("prefix:https://r.example/{url}"),
  "prefix, own": relay("prefix:https://r.example/{url}#own"),
  "prefix, own, http": relay("prefix:http://r.example/{url}#own"),
  "prefix, own, loopback": relay("prefix:http://[::1]:8080/{url}#own"),
} as const;
type RouteName = keyof typeof routes;
const own: readonly RouteName[] = [
  "direct",
  "reverse, own",
  "reverse, own, loopback",
  "prefix, own",
  "prefix, own, loopback",
];
const all = Object.keys(routes) as RouteName[];

interface Case {
  readonly source: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where redirects led; the source unless given. */
  readonly at?: string;
}

const signed = "https://o.example/f?X-Amz-Expires=300&X-Amz-Signature=0a1b";

/** What is sent, and the routes that may carry it. */
const policy: readonly (readonly [string, Case, readonly RouteName[]])[] = [
  ["nothing secret", { source: "https://o.example/f?page=2" }, all],
  ["headers that sign nobody in", { source: "https://o.example/f", headers: { Referer: "https://p/" } }, all],
  ["Authorization", { source: "https://o.example/f", headers: { Authorization: "Bearer S" } }, own],
  ["Cookie", { source: "https://o.example/f", headers: { cookie: "a=S" } }, own],
  ["a header of the user's", { source: "https://o.example/f", headers: { "X-Api-Key": "S" } }, own],
  ["a user name", { source: "https://u:S@o.example/f" }, own],
  ["a signature", { source: signed }, own],
  ["a public source's redirect with its own signature", { source: "https://o.example/g", at: signed }, all],
  [
    "the same after the source asked for sign-in",
    { source: "https://o.example/g", headers: { cookie: "a=S" }, at: signed },
    own,
  ],
  [
    "a signature for another origin, of a source with sign-in data",
    { source: "https://front.example/g", headers: { cookie: "a=S" }, at: signed },
    own,
  ],
  [
    "a signed source that leads to a signed other origin",
    { source: "https://u:S@x.example/", at: signed },
    own,
  ],
  [
    "another origin without a signature: nothing of the user's goes there",
    { source: "https://u:S@front.example/g?token=S", headers: { cookie: "a=S" }, at: "https://o.example/f" },
    all,
  ],
];

function verdict(route: Route, { source, headers = {}, at = source }: Case): ErrorCode | "may" {
  const hop = new URL(at);
  const { url } = route.request(hop);
  try {
    checkCredentials({ route, source: new URL(source), headers, at: hop, wire: url });
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return "may";
}

describe.each(policy)("%s", (_, sent, may) => {
  test.each(all)("over %s", (name) => {
    const refusal = name.endsWith("not own") ? "credentials-withheld" : "credentials-unprotected";
    expect(verdict(routes[name], sent)).toBe(may.includes(name) ? "may" : refusal);
  });
});

test("an http source is no better protected direct, so an own relay may carry it over http", () => {
  const route = relay("prefix:http://r.example/{url}#own");
  expect(verdict(route, { source: "http://u:S@o.example/f" })).toBe("may");
});

test.each([
  "X-Amz-Signature=a",
  "X-Amz-Security-Token=a",
  "X-Goog-Signature=a",
  "GoogleAccessId=a&Signature=b",
  "sv=2024&sig=a%2Fb%3D",
  "Signature=a",
  "token=a",
  "access_token=a",
  "Policy=a",
  "Key-Pair-Id=a",
  "X-Tos-Signature=a",
  "OSSAccessKeyId=a",
  "x-oss-signature=a",
  "q-sign-algorithm=sha1&q-signature=a",
  "auth_key=1700000000-0-0-a",
  "X-Obs-Signature=a",
  "AccessKeyId=a",
  "wsSecret=a&wsTime=b",
  "txSecret=a",
  "st=Zm9vYmFyYmF6cXV4MQ&e=1700000000",
  "md5=0123456789abcdef0123456789abcdef&expires=1700000000",
  "hash=0123456789abcdef0123456789abcdef",
  "sign=0123456789abcdef",
  "key=AIzaSyD0123456789",
  "jwt=a",
  "api_key=a",
  "apikey=a",
  "PASSWORD=a",
  "__gda__=a",
])("the query %s signs", (query) => {
  expect(isSigned(new URL(`https://h/f?a=b&${query}`))).toBe(true);
});

test.each([
  "",
  "page=2",
  "key=docs/readme.md",
  "st=1",
  "sign=up",
  "file=token.zip",
  "hash=off",
  "t=12",
  "design=1",
])("the query %j does not sign", (query) => {
  expect(isSigned(new URL(`https://h/f?${query}`))).toBe(false);
});

test("sign-in data is what the user gave", () => {
  expect(carriesCredentials(new URL("https://h/f"), { accept: "*/*" })).toBe(false);
  expect(carriesCredentials(new URL("https://u@h/f"), {})).toBe(true);
  expect(carriesCredentials(new URL("https://:p@h/f"), {})).toBe(true);
  expect(carriesCredentials(new URL("https://h/f"), { "Private-Token": "S" })).toBe(true);
});

describe("headers on each hop", () => {
  const source = new URL("https://us%20er:p%40ss@o.example/f");
  const headers = {
    Cookie: "a=S",
    "X-Api-Key": "S",
    Referer: "https://u:S@page.example/a?b=S#c",
    "User-Agent": "mine",
  };
  const authorization = `Basic ${Buffer.from("us er:p@ss").toString("base64")}`;
  const bare = { referer: "https://page.example/a", "user-agent": "mine" };
  const whole = {
    authorization,
    cookie: "a=S",
    "x-api-key": "S",
    referer: headers.Referer,
    "user-agent": "mine",
  };

  test.each([
    ["direct", "https://o.example/g", whole],
    ["reverse, own", "https://o.example/g", whole],
    ["direct", "https://cdn.example/g", bare],
    ["prefix, own", "https://cdn.example/g", bare],
    // Another port or scheme is another origin.
    ["direct", "https://o.example:8443/g", bare],
    ["direct", "http://o.example/g", bare],
  ] as const)("over %s to %s", (name, at, sent) => {
    expect(headersForHop({ route: routes[name], source, headers, at: new URL(at) })).toEqual(sent);
  });

  test("the user's own Authorization goes before the address's user name, whatever its case", () => {
    const given = { Authorization: "Bearer S" };
    expect(headersForHop({ route: direct, source, headers: given, at: source })).toEqual({
      authorization: "Bearer S",
    });
  });

  test("over a relay that is not the user's, Referer has no query; what is no address stays behind", () => {
    const at = new URL("https://o.example/f");
    const hop = { route: routes["prefix, not own"], source: at, at };
    expect(headersForHop({ ...hop, headers: { Referer: "https://p.example/a?b=S" } })).toEqual({
      referer: "https://p.example/a",
    });
    expect(headersForHop({ ...hop, headers: { Referer: "S" } })).toEqual({});
  });
});

test("a relay's token goes to that relay alone", () => {
  const tokened = relay("reverse:https://r.example/=https://o.example/#token=S&header=X-Mine");
  expect(tokened.request(new URL("https://o.example/f")).headers).toEqual({ "x-mine": "S" });
  // What leaves the relay goes over another route, which has headers of its own.
  const next = tokened.unmap("https://cdn.example/f", new URL("https://o.example/f"));
  expect(tokened.covers(next)).toBe(false);
  expect(direct.request(next).headers).toEqual({});
});

/** Whether a signed mirror is kept from a relay. */
const withheld = (spec: string, at: URL) => {
  // An http source's relays are taken for ones that can be read.
  const route = mirrorRoute({ ...relay(spec), endToEnd: false }, at);
  try {
    checkCredentials({ route, source: at, headers: {}, at, wire: at });
    return false;
  } catch {
    return true;
  }
};

test("a signed mirror takes tunnels by its own TLS, and no relay of others that reads", () => {
  const mirror = new URL("https://mirror.example/f?X-Amz-Signature=0123456789abcdef");
  for (const spec of ["sni://r.example:1", "http://r.example:1", "socks5h://r.example:1"])
    expect(withheld(spec, mirror)).toBe(false);
  expect(withheld("prefix:https://r.example/{url}", mirror)).toBe(true);
  expect(withheld("http://r.example:1", new URL(mirror.href.replace("https", "http")))).toBe(true);
});
