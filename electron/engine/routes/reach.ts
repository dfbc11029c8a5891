import { AppError } from "../../common/errors.ts";
import { isLocked } from "../../common/relay-secrets.ts";
import { relayName, type RelaySpec } from "../../common/relay-spec.ts";
import { dial } from "../http/dial/dial.ts";
import { socketHost, straight, type Way } from "../http/dial/way.ts";
import { networkError } from "../http/network-error.ts";

/**
 * Connects to a relay, with TLS where its address says https, and hangs up. Out: how long it took, milliseconds.
 * Rejects with AppError `dns-failed`, `unreachable`, `timed-out`, `tls-failed` or `connection-lost`.
 */
export async function reachRelay(spec: RelaySpec, now: () => number, timeoutMs = 10_000): Promise<number> {
  const started = now();
  const { way, server } = entranceOf(spec);
  try {
    const { socket } = await dial({ way, server, signal: AbortSignal.timeout(timeoutMs), timeoutMs });
    socket.destroy();
    return now() - started;
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError";
    if (late) throw new AppError("timed-out", { host: server, detail: `${timeoutMs / 1000} s` }, error);
    throw networkError(error, server);
  }
}

/** The way to the relay itself, and no further. */
export function entranceOf(spec: RelaySpec): { readonly way: Way; readonly server: string } {
  // Without a source there is nothing that it could stand for.
  if (spec.kind === "system") throw new AppError("system-direct", { relay: "system:", host: "no address" });
  if (isLocked(spec)) throw new AppError("secret-locked", { relay: relayName(spec) });
  const { pin } = spec.options;
  if (spec.kind === "reverse" || spec.kind === "prefix") {
    const url = new URL(spec.kind === "reverse" ? spec.relay : spec.template.replace(/[{].*$/, ""));
    return { way: straight(url, pin), server: url.host };
  }
  const host = socketHost(spec.host);
  const tls = spec.kind === "https" ? { serverTls: { host, ...(pin === undefined ? {} : { pin }) } } : {};
  return { way: { host, port: spec.port, ...tls }, server: `${spec.host}:${spec.port}` };
}
