import { describe, expect, it } from "vitest";
import { emptyForm, toForm, toSpec, withKind } from "../../../renderer/state/relay-form.ts";

const prefix = (template: string) => toSpec({ ...emptyForm, kind: "prefix", template });

describe("the relay form", () => {
  it("makes a reverse spec, and forgives a missing scheme and slash", () => {
    const form = {
      ...emptyForm,
      relay: "bj.example:8443",
      origin: "https://files.example/base",
      name: "Beijing & co",
      own: true,
      token: "a&b#c",
      header: "X-Key",
    };
    const made = toSpec(form);
    expect(made).toEqual({
      spec: "reverse:https://bj.example:8443/=https://files.example/base/#name=Beijing%20%26%20co&own&token=a%26b%23c&header=X-Key",
    });
    expect(toForm("spec" in made ? made.spec : "")).toMatchObject({
      kind: "reverse",
      name: "Beijing & co",
      token: "a&b#c",
      own: true,
    });
  });

  it("makes a prefix spec, and puts the address behind a bare relay", () => {
    expect(prefix("https://relay.example")).toEqual({ spec: "prefix:https://relay.example/{url}" });
    expect(prefix("relay.example/{url_enc}")).toEqual({ spec: "prefix:https://relay.example/{url_enc}" });
  });

  it("leaves the header out without a token", () => {
    const form = { ...emptyForm, relay: "https://r/", origin: "https://o/", header: "X-Key" };
    expect(toSpec(form)).toEqual({ spec: "reverse:https://r/=https://o/" });
  });

  it("says which field it still needs", () => {
    expect(toSpec(emptyForm)).toEqual({ need: "address" });
    expect(toSpec({ ...emptyForm, relay: "x" })).toEqual({ need: "origin" });
    expect(toSpec({ ...emptyForm, kind: "prefix" })).toEqual({ need: "template" });
    expect(toSpec({ ...emptyForm, kind: "spec" })).toEqual({ need: "spec" });
  });

  it("hands on what is wrong with a spec", () => {
    const made = toSpec({ ...emptyForm, kind: "spec", spec: "gopher://relay:70" });
    expect(made).toMatchObject({ failure: { code: "bad-relay-spec", params: { part: "kind" } } });
  });

  it("keeps what was typed when the kind changes", () => {
    const form = { ...emptyForm, relay: "https://r/", origin: "https://o/", own: true };
    const pasted = withKind(form, "spec");
    expect(pasted.spec).toBe("reverse:https://r/=https://o/#own");
    expect(withKind(pasted, "reverse")).toMatchObject({
      relay: "https://r/",
      origin: "https://o/",
      own: true,
    });
    expect(withKind({ ...emptyForm, relay: "half" }, "prefix")).toMatchObject({
      kind: "prefix",
      relay: "half",
    });
  });

  it("puts a spec that cannot be read where it can be mended", () => {
    expect(toForm("nonsense")).toMatchObject({ kind: "spec", spec: "nonsense" });
  });

  it.each([
    "sni://relay.example:8443#name=Tokyo",
    "system:#name=Office",
    "http://lin:p%40ss%20w%2Ford@proxy.example:3128",
    "https://lin:secret@proxy.example:3129#own&pin=sha256:" + "ab".repeat(32),
    "socks5h://127.0.0.1:1080",
    "socks5://lin:x@[2001:db8::1]:1080#own",
    "reverse:https://r.example/=https://o.example/#own&token=t&pin=sha256:" + "0f".repeat(32),
    "prefix:https://r.example/{url}#token=t&header=X-Key",
  ])("has a field for all of %s", (spec) => {
    const form = toForm(spec);
    expect(form.kind).not.toBe("spec");
    expect(toSpec(form)).toEqual({ spec });
  });

  it("leaves a spec that has no fields for all of it as it is", () => {
    expect(toForm("http://proxy.example:3128#token=secret")).toMatchObject({ kind: "spec" });
  });

  it("forgives a scheme before a host, and asks for it where there is none", () => {
    expect(toSpec({ ...emptyForm, kind: "socks", server: "socks5://127.0.0.1:9050 " })).toEqual({
      spec: "socks5h://127.0.0.1:9050",
    });
    expect(toSpec({ ...emptyForm, kind: "sni", server: " " })).toEqual({ need: "server" });
  });
});
