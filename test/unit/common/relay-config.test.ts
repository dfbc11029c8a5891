import { describe, expect, test } from "vitest";
import { AppError } from "../../../electron/common/errors.ts";
import { relayConfig } from "../../../electron/common/relay-config/relay-config.ts";
import { configKinds, type RelayConfigRequest } from "../../../electron/common/relay-config/request.ts";

const request = (more: Partial<RelayConfigRequest> = {}): RelayConfigRequest => ({
  kind: "nginx",
  origins: ["origin.example"],
  domain: "relay.example",
  token: "0123456789abcdef0123",
  ...more,
});

test.each(configKinds)("%s: a whole file with its comment, commands, a spec and notes", (kind) => {
  const { text, path, commands, spec, notes } = relayConfig(request({ kind }));
  expect(text).toMatch(/^(#|\/\/) Detour relay: /);
  expect(text.endsWith("\n")).toBe(true);
  expect(path).not.toBe("");
  expect(commands.length).toBeGreaterThan(0);
  expect(notes.length).toBeGreaterThan(0);
  expect(spec).toContain("relay.example");
  expect(text).toContain("origin");
  // Nothing was left unfilled.
  expect(text + commands.join("\n") + spec).not.toMatch(/undefined|NaN|\[object/);
});

test("a host that another one takes in stands there once: nginx refuses both", () => {
  const origins = [".a.example", "a.example", "x.a.example", "b.example", "B.example", "ba.example"];
  const { text } = relayConfig(request({ kind: "nginx-generic", origins }));
  const hosts = [...text.matchAll(/^\s*(\S+) 1;$/gm)].map(([, host]) => host);
  expect(hosts).toEqual([".a.example", "b.example", "ba.example"]);
});

test("what hides the client and keeps a body whole stands in each that is a reverse proxy", () => {
  for (const kind of ["nginx", "nginx-generic"] as const) {
    const { text } = relayConfig(request({ kind }));
    for (const directive of [
      "proxy_http_version 1.1;",
      "proxy_ssl_server_name on;",
      "proxy_ssl_verify on;",
      "proxy_max_temp_file_size 0;",
      "proxy_buffers 512 8k;",
      'proxy_set_header X-Forwarded-For "";',
      'proxy_set_header X-Relay-Token "";',
      "proxy_ignore_headers X-Accel-Redirect",
      "proxy_redirect off;",
      "limit_conn_status 429;",
    ])
      expect(text).toContain(directive);
  }
});

test("the first of several servers names the origin; all are asked", () => {
  const { text, spec } = relayConfig(
    request({ origins: ["https://a.example:8443", "https://b.example:8443"] }),
  );
  expect(text).toContain("server a.example:8443 max_fails=2 fail_timeout=10s;");
  expect(text).toContain("server b.example:8443 max_fails=2 fail_timeout=10s;");
  expect(spec).toContain("=https://a.example:8443/");
});

describe("mistakes are named by their option", () => {
  test.each<[string, Partial<RelayConfigRequest>, string]>([
    ["no origin", { origins: [] }, "--origin"],
    ["an origin with a path", { origins: ["https://origin.example/a"] }, "--origin"],
    ["an origin with a user", { origins: ["https://me@origin.example"] }, "--origin"],
    ["mixed origins", { origins: ["https://a.example", "http://b.example"] }, "--origin"],
    ["an address where a host is needed", { kind: "nginx-generic", origins: ["10.0.0.1"] }, "--origin"],
    ["a domain", { domain: "relay example" }, "--domain"],
    ["a short token", { token: "short" }, "--token"],
    ["a port", { port: 0 }, "--port"],
    ["a cache where there is none", { kind: "squid", cache: true }, "--cache"],
    ["a relative path", { certificate: "cert.pem" }, "--certificate"],
    ["a resolver", { resolver: "dns.example" }, "--resolver"],
    ["an origin's port", { originPorts: [70_000] }, "--origin-port"],
  ])("%s", (_, more, option) => {
    expect(() => relayConfig(request(more))).toThrow(
      expect.objectContaining({ code: "bad-option", params: expect.objectContaining({ option }) }),
    );
  });
});

/** What became of a request: the option that was refused, or the text. */
function outcome(more: Partial<RelayConfigRequest>): { readonly refused: boolean; readonly text: string } {
  try {
    return { refused: false, text: relayConfig(request(more)).text };
  } catch (error) {
    if (error instanceof AppError && error.code === "bad-option") return { refused: true, text: "" };
    throw error;
  }
}

describe("nothing that is given can end a directive, a string or a command early", () => {
  const nasty = [";", "}", "{", '"', "'", "\n", "\r", "$", "`", "#", " ", "&", "|", "<", "\u0000", "é", "\\"];
  const fields = ["domain", "token", "certificate", "key", "authorities", "resolver"] as const;
  test.each(configKinds)("%s", (kind) => {
    for (const char of nasty) {
      for (const field of fields)
        expect(outcome({ kind, [field]: `/abcdefghijklmnop${char}qrst` }).refused).toBe(true);
      // The URL parser may put a host into a form that is safe; then nothing of it is left.
      const { text } = outcome({ kind, origins: [`origin${char}evil`] });
      expect(text).not.toContain(`origin${char}evil`);
      expect(outcome({ kind, origins: [`https://origin.example/${char}xyzzy`] }).text).not.toContain(
        `${char}xyzzy`,
      );
    }
  });
});
