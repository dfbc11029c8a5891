import { describe, expect, test } from "vitest";
import { parseRelaySpec, printRelaySpec } from "../../../electron/common/relay-spec.ts";
import {
  isExempt,
  proxyFromEnvironment,
  readPacAnswer,
} from "../../../electron/engine/routes/system-proxy.ts";
import { resolveSystem } from "../../../electron/engine/routes/system.ts";
import { isAppError } from "../cli/is-app-error.ts";

const from = (url: string, env: Record<string, string>) => proxyFromEnvironment(new URL(url), env);

describe("the environment", () => {
  test.each([
    ["https://a.example/x", { https_proxy: "http://p:3128/" }, "http://p:3128"],
    ["https://a.example/x", { HTTPS_PROXY: "p:3128" }, "http://p:3128"],
    ["https://a.example/x", { http_proxy: "http://p:3128" }, undefined],
    ["http://a.example/x", { http_proxy: "http://me:pw@p:3128" }, "http://me:pw@p:3128"],
    ["http://a.example/x", { HTTP_PROXY: "http://p:1" }, "http://p:1"],
    ["http://a.example/x", { HTTP_PROXY: "http://p:1", REQUEST_METHOD: "GET" }, undefined],
    ["https://a.example/x", { all_proxy: "socks5h://p:1080" }, "socks5h://p:1080"],
    ["https://a.example/x", { all_proxy: "socks://p:1080" }, "socks5://p:1080"],
    ["https://a.example/x", { all_proxy: "ftp://p:1" }, undefined],
    ["https://a.example/x", { https_proxy: "p:1", all_proxy: "q:2" }, "http://p:1"],
    ["https://a.example/x", { https_proxy: "p:1", no_proxy: "a.example" }, undefined],
    ["https://a.example/x", { https_proxy: "", HTTPS_PROXY: "p:2" }, "http://p:2"],
    ["https://a.example/x", {}, undefined],
  ])("%s with %j", (url, env, expected) => {
    expect(from(url, env as Record<string, string>)).toBe(expected);
  });
});

describe("no_proxy", () => {
  test.each([
    ["https://a.example/", "*", true],
    ["https://a.example/", "b.example, a.example", true],
    ["https://x.a.example/", "a.example", true],
    ["https://x.a.example/", ".a.example", true],
    ["https://x.a.example/", "*.a.example", true],
    ["https://a.example/", ".A.Example.", true],
    ["https://ba.example/", "a.example", false],
    ["https://a.example/", "a.example:443", true],
    ["https://a.example:8443/", "a.example:443", false],
    ["http://10.1.2.3/", "10.0.0.0/8", true],
    ["http://11.1.2.3/", "10.0.0.0/8", false],
    ["http://11.1.2.3/", "1.2.3", false],
    ["http://[fd00::1]/", "fd00::/8", true],
    ["http://[fd00::1]/", "fd00::1", true],
    ["http://[fd00::1]:81/", "[fd00::1]:80", false],
    ["http://10.1.2.3/", "10.0.0.0/99", false],
    ["https://a.example/", "", false],
  ])("%s against %s: %s", (url, list, exempt) => {
    expect(isExempt(new URL(url), list)).toBe(exempt);
  });
});

test.each([
  ["DIRECT", undefined],
  ["PROXY p:3128; DIRECT", "http://p:3128"],
  ["SOCKS4 q:1; HTTPS p:443;DIRECT", "https://p:443"],
  ["socks5 p:1080", "socks5h://p:1080"],
  ["DIRECT; PROXY p:1", undefined],
  ["", undefined],
  ["PROXY", undefined],
])("a PAC script's %j is %s", (answer, spec) => {
  expect(readPacAnswer(answer)).toBe(spec);
});

const relay = (text: string) => ({ name: "office", spec: parseRelaySpec(text) });

describe("the relay system:", () => {
  const source = new URL("https://a.example/x");

  test("takes no address, and has a name of its own", () => {
    expect(printRelaySpec(parseRelaySpec("SYSTEM:#own&name=Office"))).toBe("system:#name=Office&own");
    expect(() => parseRelaySpec("system://host")).toThrow(isAppError("bad-relay-spec", "address"));
  });

  test("becomes the system's proxy with its own options, and stays what it is where there is none", async () => {
    const [found] = await resolveSystem([relay("system:#own")], source, async () => "http://me:pw@p:3128");
    expect(found && printRelaySpec(found.spec)).toBe("http://me:pw@p:3128#own");
    for (const answer of [
      async () => undefined,
      async () => "nonsense",
      () => Promise.reject(new Error("PAC")),
    ])
      expect(await resolveSystem([relay("system:")], source, answer)).toEqual([relay("system:")]);
    expect(await resolveSystem([relay("sni://r:1")], source, undefined)).toEqual([relay("sni://r:1")]);
  });
});
