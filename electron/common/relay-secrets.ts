/**
 * A saved relay's password and token stay where they are saved: who edits the relay gets a word in their place, and the
 * word means the saved one when it comes back. A path (`prefix:https://relay/SECRET/{url}`) may be a secret or not, and
 * nothing tells which: wherever relays are named it is left out, and the store takes it for one; only who edits it sees it.
 */
import { AppError } from "./errors.ts";
import { relayHost, relayName, type RelaySpec } from "./relay-spec.ts";

/** Stands for a secret that is not shown. */
export const keptSecret = "(kept)";

/** A relay's secrets apart from its spec. `path`: all that follows the host of an address on the web. */
export interface RelaySecrets {
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  readonly path?: string | undefined;
}
type Part = keyof RelaySecrets;
const parts: readonly Part[] = ["password", "token", "path"];

/** The spec as its user edits it: without its password and token. */
export function hideSecrets(spec: RelaySpec): RelaySpec {
  return withSecrets(spec, (secret, part) => (part === "path" || secret === "" ? secret : keptSecret));
}

/** The spec without all that is or may be secret: with a word in its place. */
export function withoutSecrets(spec: RelaySpec): RelaySpec {
  return withSecrets(spec, (secret) => (secret === "" ? "" : keptSecret));
}

/**
 * The spec with the secrets of `saved` where it has the word for them. They go to the address that they were saved for:
 * with another one they must be typed again. Throws AppError `bad-relay-spec`.
 */
export function restoreSecrets(spec: RelaySpec, saved: RelaySpec | undefined): RelaySpec {
  return withSecrets(spec, (secret, part) => {
    if (secret !== keptSecret) return secret;
    const before = saved && relayHost(saved) === relayHost(spec) ? readPart(saved, part) : undefined;
    if (before !== undefined) return before;
    throw new AppError("bad-relay-spec", {
      spec: relayName(spec),
      part: "options",
      problem: `its ${part === "path" ? "path" : "password or token"} was saved for another address; type it again`,
    });
  });
}

/** The secrets of a spec; undefined where it has none, or where one of them is only a word in its place. */
export function secretsOf(spec: RelaySpec): RelaySecrets | undefined {
  if (isLocked(spec)) return undefined;
  const found = parts.flatMap((part) => {
    const secret = readPart(spec, part);
    return secret ? [[part, secret] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** Puts secrets in the place of the words for them. */
export function fillSecrets(spec: RelaySpec, secrets: RelaySecrets): RelaySpec {
  return withSecrets(spec, (secret, part) => (secret === keptSecret ? (secrets[part] ?? secret) : secret));
}

/** Whether a secret is needed that cannot be had here: a word stands in its place where the spec itself should be. */
export function isLocked(spec: RelaySpec): boolean {
  return parts.some((part) => readPart(spec, part) === keptSecret);
}

/** Whether a spec has a word for one secret, and another one that is not that of `saved`. */
export function isPartlyTyped(spec: RelaySpec, saved: RelaySpec): boolean {
  return (
    isLocked(spec) &&
    parts.some((part) => {
      const secret = readPart(spec, part);
      return secret !== undefined && secret !== keptSecret && secret !== readPart(saved, part);
    })
  );
}

/** Changes each secret that the spec has. */
function withSecrets(spec: RelaySpec, change: (secret: string, part: Part) => string): RelaySpec {
  return parts.reduce((before, part) => {
    const secret = readPart(before, part);
    return secret === undefined ? before : withPart(before, part, change(secret, part));
  }, spec);
}

/** One secret of a spec, or the word for it; undefined where it has none. */
function readPart(spec: RelaySpec, part: Part): string | undefined {
  if (part === "token") return spec.options.token;
  if (part === "password") return "signIn" in spec ? spec.signIn?.password : undefined;
  const path = pathOf(spec);
  return path !== undefined && path === keptPath(spec) ? keptSecret : path;
}

function withPart(spec: RelaySpec, part: Part, secret: string): RelaySpec {
  if (part === "token") return { ...spec, options: { ...spec.options, token: secret } };
  if (part === "password")
    return "signIn" in spec && spec.signIn
      ? { ...spec, signIn: { user: spec.signIn.user, password: secret } }
      : spec;
  const path = secret === keptSecret ? keptPath(spec) : secret;
  if (spec.kind === "reverse") return { ...spec, relay: hostPart(spec.relay) + path };
  return spec.kind === "prefix" ? { ...spec, template: hostPart(spec.template) + path } : spec;
}

/** What follows the host; undefined where nothing in it says anything, beside the fields of a template. */
function pathOf(spec: RelaySpec): string | undefined {
  if (spec.kind !== "reverse" && spec.kind !== "prefix") return undefined;
  const address = spec.kind === "reverse" ? spec.relay : spec.template;
  const path = address.slice(hostPart(address).length);
  return /[^/?&=]/.test(path.replaceAll(/\{[^{}]*\}/g, "")) ? path : undefined;
}

/** The word as a path, in a spec that can be read. */
function keptPath({ kind }: RelaySpec): string {
  return kind === "prefix" ? `/${keptSecret}/{url}` : `/${keptSecret}/`;
}

function hostPart(address: string): string {
  return /^https?:\/\/[^/?{]*/i.exec(address)?.[0] ?? "";
}
