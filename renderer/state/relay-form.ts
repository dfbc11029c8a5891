/** The relay form: fields a person fills in, and the spec that they make. Pure. */
import { toFailure, type Failure } from "../../electron/common/errors.ts";
import { parseRelaySpec, printRelaySpec, type RelaySpec } from "../../electron/common/relay-spec.ts";
import { assertNever } from "../words/assert-never.ts";

export const formKinds = ["reverse", "prefix", "sni", "proxy", "socks", "system", "spec"] as const;
export type FormKind = (typeof formKinds)[number];

export interface RelayForm {
  readonly kind: FormKind;
  readonly name: string;
  readonly relay: string;
  readonly origin: string;
  readonly template: string;
  /** Host and port of a relay that is reached as it is. */
  readonly server: string;
  readonly user: string;
  readonly password: string;
  /** Whether TLS leads to the proxy itself. */
  readonly secure: boolean;
  /** Whether names are looked up here, and not by the SOCKS proxy. */
  readonly localNames: boolean;
  readonly spec: string;
  readonly token: string;
  readonly header: string;
  /** Fingerprint of the relay's own certificate. */
  readonly pin: string;
  readonly own: boolean;
}

export const emptyForm: RelayForm = {
  kind: "reverse",
  name: "",
  relay: "",
  origin: "",
  template: "",
  server: "",
  user: "",
  password: "",
  secure: false,
  localNames: false,
  spec: "",
  token: "",
  header: "",
  pin: "",
  own: false,
};

/** A field that is still needed. */
export type Need = "address" | "origin" | "template" | "server" | "spec";

export type Made = { readonly spec: string } | { readonly need: Need } | { readonly failure: Failure };

/** The spec that the form makes, in its canonical form; else the field it needs, or what is wrong with it. */
export function toSpec(form: RelayForm): Made {
  const need = missing(form);
  if (need) return { need };
  try {
    return { spec: printRelaySpec(form.kind === "spec" ? parseRelaySpec(form.spec) : fromFields(form)) };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}

/** Whether a form asks for a certificate's fingerprint: where TLS may lead to the relay itself. */
export function hasPin({ kind, secure }: Pick<RelayForm, "kind" | "secure">): boolean {
  return kind === "reverse" || kind === "prefix" || (kind === "proxy" && secure);
}

/** Whether a form asks for a token. */
export function hasToken({ kind }: Pick<RelayForm, "kind">): boolean {
  return kind === "reverse" || kind === "prefix";
}

/** Fills the form from a saved spec. A spec that cannot be read stands in the field for specs, to be mended. */
export function toForm(text: string): RelayForm {
  try {
    const form = fieldsOf(parseRelaySpec(text), text);
    const made = toSpec(form);
    // What has no field of its own would be lost with the first edit.
    const same = "spec" in made && made.spec === printRelaySpec(parseRelaySpec(text));
    return same ? form : { ...form, kind: "spec" };
  } catch {
    return { ...emptyForm, kind: "spec", spec: text };
  }
}

function fieldsOf(spec: RelaySpec, text: string): RelayForm {
  const { name = "", token = "", header = "", own, pin } = spec.options;
  const options = { ...emptyForm, name, token, header, own, spec: text, pin: pin ? `sha256:${pin}` : "" };
  if (spec.kind === "reverse") return { ...options, kind: "reverse", relay: spec.relay, origin: spec.origin };
  if (spec.kind === "prefix") return { ...options, kind: "prefix", template: spec.template };
  if (spec.kind === "system") return { ...options, kind: "system" };
  const { user = "", password = "" } = spec.signIn ?? {};
  const server = { ...options, server: `${spec.host}:${spec.port}`, user, password };
  if (spec.kind === "sni") return { ...server, kind: "sni" };
  return spec.kind === "http" || spec.kind === "https"
    ? { ...server, kind: "proxy", secure: spec.kind === "https" }
    : { ...server, kind: "socks", localNames: spec.kind === "socks5" };
}

/** Turns to another kind and keeps what was typed: a complete spec fills the fields, and complete fields make a spec. */
export function withKind(form: RelayForm, kind: FormKind): RelayForm {
  const made = toSpec(form);
  if (!("spec" in made)) return { ...form, kind };
  if (kind === "spec") return { ...form, kind, spec: made.spec };
  const read = toForm(made.spec);
  return read.kind === kind ? { ...read, spec: form.spec } : { ...form, kind };
}

function missing(form: RelayForm): Need | undefined {
  switch (form.kind) {
    case "reverse":
      if (!form.relay.trim()) return "address";
      return form.origin.trim() ? undefined : "origin";
    case "prefix":
      return form.template.trim() ? undefined : "template";
    case "sni":
    case "proxy":
    case "socks":
      return form.server.trim() ? undefined : "server";
    case "system":
      return undefined;
    case "spec":
      return form.spec.trim() ? undefined : "spec";
    default:
      return assertNever(form.kind);
  }
}

function fromFields(form: RelayForm): RelaySpec {
  const token = hasToken(form) ? form.token.trim() : "";
  const pin = hasPin(form) ? form.pin.trim() : "";
  const options = [
    ...(form.name.trim() ? [`name=${encodeURIComponent(form.name.trim())}`] : []),
    ...(form.own ? ["own"] : []),
    ...(token ? [`token=${encodeURIComponent(token)}`] : []),
    ...(token && form.header.trim() ? [`header=${form.header.trim()}`] : []),
    ...(pin ? [`pin=${/^sha256:/i.test(pin) ? pin : `sha256:${pin}`}`] : []),
  ].join("&");
  const body = bodyOf(form);
  return parseRelaySpec(options ? `${body}#${options}` : body);
}

function bodyOf(form: RelayForm): string {
  switch (form.kind) {
    case "reverse":
      return `reverse:${folder(form.relay)}=${folder(form.origin)}`;
    case "prefix":
      return `prefix:${withField(form.template.trim())}`;
    case "sni":
      return `sni://${bare(form.server)}`;
    case "proxy":
      return `${form.secure ? "https" : "http"}://${signIn(form)}${bare(form.server)}`;
    case "socks":
      return `${form.localNames ? "socks5" : "socks5h"}://${signIn(form)}${bare(form.server)}`;
    case "system":
      return "system:";
    case "spec":
      return form.spec;
    default:
      return assertNever(form.kind);
  }
}

function signIn({ user, password }: RelayForm): string {
  return user ? `${encodeURIComponent(user)}:${encodeURIComponent(password)}@` : "";
}

/** People paste the address with its scheme, too. */
function bare(text: string): string {
  return text.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
}

/** People leave out https:// and the last slash; both are meant. */
function folder(text: string): string {
  const typed = text.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  return whole.endsWith("/") || whole.includes("?") ? whole : `${whole}/`;
}

/** A bare `https://relay/` means that the address follows it. */
function withField(text: string): string {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  return whole.includes("{") ? whole : `${whole.replace(/\/?$/, "/")}{url}`;
}
