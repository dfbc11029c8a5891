/**
 * Relay specs: how a relay is written in the CLI and pasted in the app. Parse and print are inverse.
 *
 *   reverse:https://relay:8443/prefix/=https://origin.example/base/
 *   prefix:https://relay/token/{scheme}/{authority}{pathquery}
 *
 * Both may end in options: `#name=Beijing&own&token=SECRET&header=X-Relay-Token`.
 */
import { AppError } from "./errors.ts";

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
}

export type RelaySpec =
  | {
      readonly kind: "reverse";
      readonly relay: string;
      readonly origin: string;
      readonly options: RelayOptions;
    }
  | { readonly kind: "prefix"; readonly template: string; readonly options: RelayOptions };

export type RelayKind = RelaySpec["kind"];

/** The part of a spec a mistake is in, by name. */
type Part = "kind" | "relay address" | "origin address" | "template" | "options";

const kinds = "reverse: and prefix:";

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
  const options = parseOptions(hash < 0 ? "" : typed.slice(hash + 1), fail);
  const kind = /^([a-z0-9]+):/i.exec(body)?.[1]?.toLowerCase();
  const rest = body.slice((kind?.length ?? -1) + 1);
  if (kind === "reverse") return { kind, ...parseReverse(rest, fail), options };
  if (kind === "prefix") return { kind, template: parseTemplate(rest, fail), options };
  return fail(
    "kind",
    kind ? `${kind}: is not known; the kinds are ${kinds}` : `it begins with none of ${kinds}`,
  );
}

/** Writes a spec so that parseRelaySpec reads the same spec back. Carries secrets: for the store and the user's own eyes. */
export function printRelaySpec(spec: RelaySpec): string {
  const body = spec.kind === "reverse" ? `reverse:${spec.relay}=${spec.origin}` : `prefix:${spec.template}`;
  const options = [
    ...(spec.options.name === undefined ? [] : [`name=${encodeOption(spec.options.name)}`]),
    ...(spec.options.own ? ["own"] : []),
    ...(spec.options.token === undefined ? [] : [`token=${encodeOption(spec.options.token)}`]),
    ...(spec.options.header === undefined ? [] : [`header=${encodeOption(spec.options.header)}`]),
  ];
  return options.length === 0 ? body : `${body}#${options.join("&")}`;
}

/** The relay's own address without path, for names and messages: `relay.example:8443`. */
export function relayHost(spec: RelaySpec): string {
  const url = URL.parse(spec.kind === "reverse" ? spec.relay : fillForParsing(spec.template));
  return url?.host ?? "";
}

/** A relay's name in JSON, logs and the app: its own, else kind and host. Never carries a secret. */
export function relayName(spec: RelaySpec): string {
  return spec.options.name ?? `${spec.kind} ${relayHost(spec)}`;
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
  const options: { name?: string; own: boolean; token?: string; header?: string } = { own: false };
  for (const piece of text === "" ? [] : text.split("&")) {
    const equals = piece.indexOf("=");
    const key = equals < 0 ? piece : piece.slice(0, equals);
    const value = equals < 0 ? undefined : decodeOption(piece.slice(equals + 1), key, fail);
    if (key === "own" && value === undefined) options.own = true;
    else if (key === "own") fail("options", "own takes no value");
    else if (key !== "name" && key !== "token" && key !== "header")
      fail(
        "options",
        // A word that stands alone may be a token whose `token=` was forgotten.
        `${value !== undefined && /^[a-z-]{1,12}$/i.test(key) ? key : "one of them"} is not known; the options are name, own, token and header`,
      );
    else if (value === undefined || value === "") fail("options", `${key} needs a value`);
    else if (/[\u0000-\u001f\u007f]/.test(value)) fail("options", `${key} has a control character`);
    else if (key === "header" && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value))
      fail("options", "header is not the name of an HTTP header");
    else options[key] = value;
  }
  return options;
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
  const [, kind = "", address = ""] = /^([a-z0-9]{1,16}:)?(https?:\/\/[^/?#={]*)?/i.exec(text) ?? [];
  const bare = kind + address.replace(/\/\/.*@/, "//");
  return bare === "" ? "(no address)" : bare.length > 60 ? `${bare.slice(0, 59)}…` : bare;
}
