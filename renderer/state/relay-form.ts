/** The relay form: fields a person fills in, and the spec that they make. Pure. */
import { toFailure, type Failure } from "../../electron/common/errors.ts";
import { parseRelaySpec, printRelaySpec, type RelaySpec } from "../../electron/common/relay-spec.ts";
import { assertNever } from "../words/assert-never.ts";

export type FormKind = "reverse" | "prefix" | "spec";
export const formKinds = ["reverse", "prefix", "spec"] as const satisfies readonly FormKind[];

export interface RelayForm {
  readonly kind: FormKind;
  readonly name: string;
  readonly relay: string;
  readonly origin: string;
  readonly template: string;
  readonly spec: string;
  readonly token: string;
  readonly header: string;
  readonly own: boolean;
}

export const emptyForm: RelayForm = {
  kind: "reverse",
  name: "",
  relay: "",
  origin: "",
  template: "",
  spec: "",
  token: "",
  header: "",
  own: false,
};

/** A field that is still needed. */
export type Need = "address" | "origin" | "template" | "spec";

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

/** Fills the form from a saved spec. A spec that cannot be read stands in the field for specs, to be mended. */
export function toForm(text: string): RelayForm {
  try {
    const spec = parseRelaySpec(text);
    const { name = "", token = "", header = "", own, pin } = spec.options;
    const options = { ...emptyForm, name, token, header, own, spec: text };
    // What has no field of its own would be lost with the first edit.
    if (pin !== undefined) return { ...options, kind: "spec" };
    if (spec.kind === "reverse")
      return { ...options, kind: "reverse", relay: spec.relay, origin: spec.origin };
    if (spec.kind === "prefix") return { ...options, kind: "prefix", template: spec.template };
    return { ...options, kind: "spec" };
  } catch {
    return { ...emptyForm, kind: "spec", spec: text };
  }
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
    case "spec":
      return form.spec.trim() ? undefined : "spec";
    default:
      return assertNever(form.kind);
  }
}

function fromFields(form: RelayForm): RelaySpec {
  const options = [
    ...(form.name.trim() ? [`name=${encodeURIComponent(form.name.trim())}`] : []),
    ...(form.own ? ["own"] : []),
    ...(form.token.trim() ? [`token=${encodeURIComponent(form.token.trim())}`] : []),
    ...(form.token.trim() && form.header.trim() ? [`header=${form.header.trim()}`] : []),
  ].join("&");
  const body =
    form.kind === "reverse"
      ? `reverse:${folder(form.relay)}=${folder(form.origin)}`
      : `prefix:${withField(form.template.trim())}`;
  return parseRelaySpec(options ? `${body}#${options}` : body);
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
