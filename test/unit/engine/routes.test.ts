import { expect, test } from "vitest";
import { parseRelaySpec } from "../../../electron/common/relay-spec.ts";
import { relayRoute } from "../../../electron/engine/routes/create-route.ts";
import { direct } from "../../../electron/engine/routes/direct.ts";
import type { Route } from "../../../electron/engine/routes/route.ts";

function route(spec: string): Route {
  return relayRoute({ name: "relay", spec: parseRelaySpec(spec) });
}

/** Paths that servers take apart differently: each must arrive as it was given (RELAYS, path fidelity). */
const paths = [
  "/a%2Fb",
  "/a%20b",
  "/a+b",
  "/a//b",
  "/a%23b",
  "/x?q=%2F+%20&u=https://h/p",
  "/%E4%B8%AD",
  "/x?",
  "/x?a=1?b=2",
  "/x;p=1",
  "/x'()*!",
  "/%25%2e",
];

const specs = [
  "reverse:https://relay.example:8443/p/=https://origin.example/",
  "prefix:https://relay.example/t/{scheme}/{authority}{pathquery}",
  "prefix:https://relay.example/{url}",
  "prefix:https://relay.example/?url={url_enc}",
  "prefix:https://relay.example/b/{b64url}",
  "prefix:https://relay.example/{scheme}/{host}/{port}{pathquery}",
];

test.each(specs)("%s carries every path byte for byte, and reads it back", (spec) => {
  const relay = route(spec);
  for (const path of paths) {
    const source = new URL(`https://origin.example${path}`);
    const { url } = relay.request(source);
    expect(url.host).toBe(new URL(spec.slice(spec.indexOf(":") + 1).split("=https")[0] ?? "").host);
    expect(relay.unmap(url.href, source).href).toBe(source.href);
  }
});

test("reverse: cuts and joins text", () => {
  const relay = route("reverse:https://relay.example:8443/p/=https://origin.example/base/");
  expect(relay.request(new URL("https://origin.example/base/a%2Fb?c=d")).url.href).toBe(
    "https://relay.example:8443/p/a%2Fb?c=d",
  );
  expect(relay.covers(new URL("https://origin.example/other/x"))).toBe(false);
  expect(relay.covers(new URL("https://origin.example.evil/base/x"))).toBe(false);
  expect(relay.covers(new URL("http://origin.example/base/x"))).toBe(false);
  expect(() => relay.request(new URL("https://elsewhere.example/"))).toThrow(
    expect.objectContaining({ code: "not-covered" }),
  );
});

test.each([
  ["https://cdn.example/f?X-Sig=a%2Fb", "https://cdn.example/f?X-Sig=a%2Fb"],
  ["https://relay.example:8443/p/next", "https://origin.example/base/next"],
  ["/p/next", "https://origin.example/base/next"],
  ["/elsewhere", "https://origin.example/elsewhere"],
  ["sibling", "https://origin.example/base/sibling"],
  ["//cdn.example/f", "https://cdn.example/f"],
  ["https://user:pw@cdn.example/f#x", "https://cdn.example/f"],
])("reverse: a redirect to %s leads to %s", (location, next) => {
  const relay = route("reverse:https://relay.example:8443/p/=https://origin.example/base/");
  expect(relay.unmap(location, new URL("https://origin.example/base/file")).href).toBe(next);
});

test("reverse: at the relay's root, for an origin that is not at its own", () => {
  const relay = route("reverse:https://relay.example/=https://origin.example/base/");
  const source = new URL("https://origin.example/base/file");
  expect(relay.unmap("/next", source).href).toBe("https://origin.example/base/next");
  expect(relay.unmap("/base/next", source).href).toBe("https://origin.example/base/next");
});

test("prefix: an address with merged slashes is read back", () => {
  const relay = route("prefix:https://relay.example/{url}");
  const source = new URL("https://origin.example/file");
  expect(relay.unmap("https://relay.example/https:/cdn.example/f", source).href).toBe(
    "https://cdn.example/f",
  );
  expect(relay.unmap("/https://cdn.example/f?x=1", source).href).toBe("https://cdn.example/f?x=1");
  expect(relay.unmap("/elsewhere", source).href).toBe("https://origin.example/elsewhere");
  expect(() => relay.unmap("https://relay.example/login", source)).toThrow(
    expect.objectContaining({ code: "bad-redirect" }),
  );
});

test.each([
  ["file:///etc/passwd", "begins with file:"],
  ["http://origin.example/x", "unprotected http"],
  ["http://[", "not an address"],
])("a redirect to %s is refused", (location, why) => {
  expect(() => direct.unmap(location, new URL("https://origin.example/"))).toThrow(why);
});

test("a token goes in its header", () => {
  const relay = route("prefix:https://relay.example/{url}#token=T&header=X-Mine");
  expect(relay.request(new URL("https://o.example/")).headers).toEqual({ "x-mine": "T" });
});
