/**
 * A saved relay's password and token stay where they are saved: who edits the relay gets a word in their place, and the
 * word means the saved one when it comes back. A secret that is part of a path (`prefix:https://relay/SECRET/{url}`) cannot
 * be told from the path.
 */
import { AppError } from "./errors.ts";
import { relayHost, relayName, type RelaySpec } from "./relay-spec.ts";

/** Stands for a secret that is not shown. */
export const keptSecret = "(kept)";

/** The spec without its secrets. */
export function hideSecrets(spec: RelaySpec): RelaySpec {
  return withSecrets(spec, (secret) => (secret === "" ? "" : keptSecret));
}

/**
 * The spec with the secrets of `saved` where it has the word for them. They go to the address that they were saved for:
 * with another one they must be typed again. Throws AppError `bad-relay-spec`.
 */
export function restoreSecrets(spec: RelaySpec, saved: RelaySpec | undefined): RelaySpec {
  return withSecrets(spec, (secret, read) => {
    if (secret !== keptSecret) return secret;
    const before = saved && relayHost(saved) === relayHost(spec) ? read(saved) : undefined;
    if (before !== undefined) return before;
    throw new AppError("bad-relay-spec", {
      spec: relayName(spec),
      part: "options",
      problem: "its password or token was saved for another address; type it again",
    });
  });
}

/** A relay's secrets apart from its spec. */
export interface RelaySecrets {
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** The secrets of a spec; undefined where it has none, or only words in their place. */
export function secretsOf(spec: RelaySpec): RelaySecrets | undefined {
  if (isLocked(spec)) return undefined;
  const password = passwordOf(spec);
  const { token } = spec.options;
  return password || token ? { ...(password && { password }), ...(token && { token }) } : undefined;
}

/** Puts secrets in the place of the words for them. */
export function fillSecrets(spec: RelaySpec, { password, token }: RelaySecrets): RelaySpec {
  return withSecrets(spec, (secret, read) => {
    if (secret !== keptSecret) return secret;
    // Which of the two is meant shows in where it is read from.
    return (read === passwordOf ? password : token) ?? secret;
  });
}

/** Whether a secret is needed that cannot be had here: a word stands in its place where the spec itself should be. */
export function isLocked(spec: RelaySpec): boolean {
  return passwordOf(spec) === keptSecret || spec.options.token === keptSecret;
}

type Read = (spec: RelaySpec) => string | undefined;

/** Changes each secret; `read` finds the same one in another spec. */
function withSecrets(spec: RelaySpec, change: (secret: string, read: Read) => string): RelaySpec {
  const { token } = spec.options;
  const options =
    token === undefined
      ? spec.options
      : { ...spec.options, token: change(token, (one) => one.options.token) };
  if (!("signIn" in spec) || !spec.signIn) return { ...spec, options };
  const { user, password } = spec.signIn;
  return { ...spec, options, signIn: { user, password: change(password, passwordOf) } };
}

function passwordOf(spec: RelaySpec): string | undefined {
  return "signIn" in spec ? spec.signIn?.password : undefined;
}
