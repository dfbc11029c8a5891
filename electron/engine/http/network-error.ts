import { AppError, describe } from "../../common/errors.ts";
import { PrivateAddressError } from "../../net/public-address.ts";

const unreachable = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "ENETDOWN",
  "EHOSTDOWN",
  "EACCES",
]);
const certificate =
  /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|ERR_SSL_|HOSTNAME_MISMATCH|EPROTO|INVALID_CA|PATH_LENGTH|AKID_)/;

/**
 * What a socket, TLS or got error means, in the closed list's words. `host` is the server that was talked to.
 * An AppError passes through.
 */
export function networkError(error: unknown, host: string): AppError {
  const own = appErrorIn(error);
  if (own) return own;
  if (error instanceof PrivateAddressError) return new AppError("private-address", { host }, error);
  const code = codeOf(error);
  const detail = code || describe(error);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_FAIL" || code === "ENODATA") {
    return new AppError("dns-failed", { host }, error);
  }
  if (unreachable.has(code)) return new AppError("unreachable", { host, detail }, error);
  if (code === "ETIMEDOUT") return new AppError("timed-out", { host, detail: describe(error) }, error);
  if (certificate.test(code)) return new AppError("tls-failed", { host, detail }, error);
  if (code.startsWith("HPE_")) return new AppError("bad-answer", { host, detail: describe(error) }, error);
  return new AppError("connection-lost", { host, detail }, error);
}

/** got wraps what a relay's connection failed with. */
function appErrorIn(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  return error instanceof Error && error.cause !== undefined ? appErrorIn(error.cause) : undefined;
}

/** The innermost system code: got wraps, and Node bundles the failures of several addresses into an AggregateError. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const cause = error.cause instanceof Error ? codeOf(error.cause) : "";
  const own = "code" in error && typeof error.code === "string" ? error.code : "";
  return /^(ERR_GOT_|ERR_READING|ERR_BODY|ERR_REQUEST|$)/.test(own) && cause ? cause : own;
}
