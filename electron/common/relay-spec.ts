/**
 * Relay specs: how a relay is written in the CLI and pasted in the app. Parse and print are inverse.
 *
 *   sni://relay:8443
 *   http://user:pass@relay:3128          (a proxy; https:// where TLS leads to the proxy itself)
 *   socks5h://user:pass@relay:1080       (socks5:// where the source's name is looked up here)
 *   reverse:https://relay:8443/prefix/=https://origin.example/base/
 *   prefix:https://relay/token/{scheme}/{authority}{pathquery}
 *   system:                              (the proxy that the system uses for an address)
 *
 * All may end in options: `#name=Beijing&own&token=SECRET&header=X-Relay-Token&pin=sha256:HEX`.
 */
import { AppError } from "./errors.ts";
import { parseProxyAddress, printProxyAddress, proxyKinds, type ProxyAddress } from "./proxy-address.ts";

/** Fields that a `prefix:` template may use; `{pathquery}` and `{path}` begin with `/`. */
export const templateFields = [
  "url",
  "url_enc",
  "scheme",
  "host",
  "port",
  "authority",
  "path",
  "pathquery",
  "query",
  "b64url",
] as const;
export type TemplateField = (typeof templateFields)[number];

export interface RelayOptions {
  /** What a person calls it. */
  readonly name?: string;
  /** The user's own machine: trusted with his credentials, and with up to 64 lanes. */
  readonly own: boolean;
  /** Sent to the relay, and to it alone, in `header`. */
  readonly token?: string;
  /** The header that carries the token; `x-relay-token` unless given. */
  readonly header?: string;
  /** The SHA-256 of the relay's own certificate, lower-case hexadecimal: TLS to the relay is trusted by it alone. */
  readonly pin?: string;
}

export type RelaySpec =
  | (ProxyAddress & { readonly options: RelayOptions })
  | {
      readonly kind: "reverse";
      readonly relay: string;
      readonly origin: string;
      readonly options: RelayOptions;
    }
  | { readonly kind: "prefix"; readonly template: string; readonly options: RelayOptions }
  | { readonly kind: "system"; readonly options: RelayOptions };

/** All kinds, in the order in which they are told. */
export const relayKinds = [...proxyKinds, "reverse", "prefix", "system"] as const;
export type RelayKind = (typeof relayKinds)[number];

/** The part of a spec a mistake is in, by name. */
type Part = "kind" | "relay address" | "origin address" | "template" | "options";

const kinds = "sni://, http://, https://, socks5://, socks5h://, reverse:, prefix: and system:";

/**
 * Reads a spec. In: the text as typed. Out: the spec, its addresses canonical.
 * Throws AppError `bad-relay-spec`, which names the part with the mistake.
 */
export function parseRelaySpec(text: string): RelaySpec {
  const typed = text.trim();
  const fail = (part: Part, problem: string): never => {
    throw new AppError("bad-relay-spec", { spec: clip(typed), part, problem });
  };
  const hash = typed.indexOf("#");
  const body = hash < 0 ? typed : typed.slice(0, hash);
  const kind = /^([a-z0-9]+):/i.exec(body)?.[1]?.toLowerCase();
  const rest = body.slice((kind?.length ?? -1) + 1);
  const parts = hash < 0 ? "" : typed.slice(hash + 1);
  const proxy = proxyKinds.find((one) => one === kind);
  if (proxy) {
    const address = parseProxyAddress(proxy, rest, (problem) => fail("relay address", problem));
    return withOptions(address, parseOptions(parts, fail), fail);
  }
  const options = parseOptions(parts, fail);
  if (kind === "reverse") return withOptions({ kind, ...parseReverse(rest, fail) }, options, fail);
  if (kind === "prefix") return withOptions({ kind, template: parseTemplate(rest, fail) }, options, fail);
  if (kind === "system") {
    if (rest !== "") fail("relay address", "system: takes no address: it is what the system says");
    return withOptions({ kind }, options, fail);
  }
  return fail(
    "kind",
    kind ? `${kind}: is not known; the kinds are ${kinds}` : `it begins with none of ${kinds}`,
  );
}

/** Writes a spec so that parseRelaySpec reads the same spec back. Carries secrets: for the store and the user's own eyes. */
export function printRelaySpec(spec: RelaySpec): string {
  const body =
    spec.kind === "reverse"
      ? `reverse:${spec.relay}=${spec.origin}`
      : spec.kind === "prefix"
        ? `prefix:${spec.template}`
        : spec.kind === "system"
          ? "system:"
          : printProxyAddress(spec);
  const options = [
    ...(spec.options.name === undefined ? [] : [`name=${encodeOption(spec.options.name)}`]),
    ...(spec.options.own ? ["own"] : []),
    ...(spec.options.token === undefined ? [] : [`token=${encodeOption(spec.options.token)}`]),
    ...(spec.options.header === undefined ? [] : [`header=${encodeOption(spec.options.header)}`]),
    ...(spec.options.pin === undefined ? [] : [`pin=sha256:${spec.options.pin}`]),
  ];
  return options.length === 0 ? body : `${body}#${options.join("&")}`;
}

/** The relay's own address without path, for names and messages: `relay.example:8443`. */
export function relayHost(spec: RelaySpec): string {
  if (spec.kind === "system") return "system";
  if (spec.kind !== "reverse" && spec.kind !== "prefix") return `${spec.host}:${spec.port}`;
  return relayUrl(spec)?.host ?? "";
}

/** The address of a relay that is one on the web; undefined for what cannot be parsed. */
function relayUrl(spec: { kind: "reverse"; relay: string } | { kind: "prefix"; template: string }) {
  return URL.parse(spec.kind === "reverse" ? spec.relay : fillForParsing(spec.template));
}

/** A relay's name in JSON, logs and the app: its own, else kind and host. Never carries a secret. */
export function relayName(spec: RelaySpec): string {
  return spec.options.name ?? (spec.kind === "system" ? "system" : `${spec.kind} ${relayHost(spec)}`);
}

/** Names for several relays at once: the second of the same name ends in ` #2`. `direct` is never taken by a relay. */
export function relayNames(specs: readonly RelaySpec[]): readonly string[] {
  const seen = new Map<string, number>([["direct", 1]]);
  return specs.map((spec) => {
    const name = relayName(spec);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} #${count}`;
  });
}

type Fail = (part: Part, problem: string) => never;
/** Each kind without its options. */
type Bare = RelaySpec extends infer S ? (S extends RelaySpec ? Omit<S, "options"> : never) : never;

/** Joins an address and its options; refuses those that mean nothing for its kind. */
function withOptions(bare: Bare, options: RelayOptions, fail: Fail): RelaySpec {
  const { kind } = bare;
  const tokenless = kind === "sni" || kind === "socks5" || kind === "socks5h";
  if (tokenless && (options.token !== undefined || options.header !== undefined))
    return fail("options", `${kind}:// has no place for a token or a header`);
  if (options.pin !== undefined) {
    if (kind === "sni") return fail("options", "pin has no use with sni://: the certificate is the origin's");
    const secure =
      kind === "reverse" || kind === "prefix" ? relayUrl(bare)?.protocol === "https:" : kind === "https";
    if (!secure)
      return fail("options", "pin has no use where no TLS leads to the relay; give it an https:// address");
  }
  return { ...bare, options };
}

function parseReverse(text: string, fail: Fail): { relay: string; origin: string } {
  const splits = [...text.matchAll(/=(?=https?:\/\/)/gi)];
  if (splits.length === 0)
    return fail("origin address", "after the relay's address, write =https://origin/ (or =http://origin/)");
  if (splits.length > 1) return fail("origin address", "there is more than one =http:// or =https:// in it");
  const at = splits[0]?.index ?? 0;
  return {
    relay: parseBase(text.slice(0, at), "relay address", fail),
    origin: parseBase(text.slice(at + 1), "origin address", fail),
  };
}

function parseBase(text: string, part: Part, fail: Fail): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return fail(part, "it must be an http:// or https:// address");
  if (url.username || url.password)
    return fail(part, "it must not carry a user name or password; use #token=");
  if (url.search || text.includes("?")) return fail(part, "it must not have a query (?)");
  if (!url.pathname.endsWith("/")) return fail(part, "it must end in /");
  return url.href;
}

function parseTemplate(text: string, fail: Fail): string {
  const names = [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "");
  const unknown = names.find((name) => !(templateFields as readonly string[]).includes(name));
  if (unknown !== undefined) {
    return fail(
      "template",
      `{${unknown}} is not a field; the fields are ${templateFields.map((f) => `{${f}}`).join(" ")}`,
    );
  }
  if (names.length === 0) return fail("template", "it has no field; for example, end it in {url}");
  if (/[{}]/.test(text.replaceAll(/\{[^{}]*\}/g, ""))) return fail("template", "a { or } is left over");
  if (!identifies(names))
    return fail(
      "template",
      "its fields do not say the whole address; use {url}, or {scheme}, {authority} and {pathquery}",
    );
  if (/^https?:\/\/[^/?]*\{/i.test(text)) return fail("relay address", "the relay's host cannot be a field");
  const url = URL.parse(fillForParsing(text));
  if (!url || !/^https?:\/\/[^{]/i.test(text) || !/^https?:$/.test(url.protocol)) {
    return fail("relay address", "it must begin with an http:// or https:// address");
  }
  if (url.username || url.password)
    return fail("relay address", "it must not carry a user name or password; use #token=");
  // Only scheme and host are put into canonical form: the rest is sent as it is written.
  return text.replace(/^https?:\/\/[^/?{]*/i, `${url.protocol}//${url.host}`);
}

/** Whether the fields say enough for the relay to find the file, whatever the source is. */
function identifies(names: readonly string[]): boolean {
  const has = (name: TemplateField) => names.includes(name);
  if (has("url") || has("url_enc") || has("b64url")) return true;
  return (has("authority") || has("host")) && (has("pathquery") || (has("path") && has("query")));
}

function fillForParsing(template: string): string {
  return template.replaceAll(/\{[^{}]*\}/g, "x");
}

function parseOptions(text: string, fail: Fail): RelayOptions {
  const options: { name?: string; own: boolean; token?: string; header?: string; pin?: string } = {
    own: false,
  };
  for (const piece of text === "" ? [] : text.split("&")) {
    const equals = piece.indexOf("=");
    const key = equals < 0 ? piece : piece.slice(0, equals);
    const value = equals < 0 ? undefined : decodeOption(piece.slice(equals + 1), key, fail);
    if (key === "own" && value === undefined) options.own = true;
    else if (key === "own") fail("options", "own takes no value");
    else if (key !== "name" && key !== "token" && key !== "header" && key !== "pin")
      fail(
        "options",
        // A word that stands alone may be a token whose `token=` was forgotten.
        `${value !== undefined && /^[a-z-]{1,12}$/i.test(key) ? key : "one of them"} is not known; the options are name, own, token, header and pin`,
      );
    else if (value === undefined || value === "") fail("options", `${key} needs a value`);
    else if (/[\u0000-\u001f\u007f]/.test(value)) fail("options", `${key} has a control character`);
    else if (key === "header" && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value))
      fail("options", "header is not the name of an HTTP header");
    else if (key === "pin") options.pin = parsePin(value, fail);
    else options[key] = value;
  }
  return options;
}

/** Hexadecimal as tools print it, with or without colons. */
function parsePin(text: string, fail: Fail): string {
  const hex = /^sha256:([0-9a-f:]+)$/i.exec(text)?.[1]?.replaceAll(":", "").toLowerCase();
  return hex?.length === 64
    ? hex
    : fail("options", "pin must be sha256: and the 64 digits of the fingerprint");
}

function decodeOption(text: string, key: string, fail: Fail): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail("options", `${key} has a broken %-escape`);
  }
}

function encodeOption(text: string): string {
  return text.replaceAll(/[%&#\s]/g, (char) => encodeURIComponent(char));
}

/**
 * A spec in an error: kind and host, without options, user name, and the path, which may be a token. What is no address
 * at all is not repeated.
 */
function clip(text: string): string {
  if (text === "") return "(empty)";
  const [, kind = "", address = ""] =
    /^((?!sni:|https?:|socks5h?:)[a-z0-9]{1,16}:)?((?:sni|https?|socks5h?):\/\/[^/?#={]*)?/i.exec(text) ?? [];
  // A password with a slash in it stands before a late @.
  const rest = text.slice(kind.length + address.length).split("#", 1)[0] ?? "";
  const safe = rest.includes("@") ? "" : address.replace(/\/\/.*@/, "//");
  const bare = kind + safe;
  return bare === "" ? "(no address)" : bare.length > 60 ? `${bare.slice(0, 59)}…` : bare;
}
