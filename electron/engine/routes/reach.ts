import net from "node:net";
import tls from "node:tls";
import { AppError } from "../../common/errors.ts";
import type { RelaySpec } from "../../common/relay-spec.ts";
import { networkError } from "../http/network-error.ts";

/**
 * Connects to a relay, with TLS where its address says https, and hangs up. Out: how long it took, milliseconds.
 * Rejects with AppError `dns-failed`, `unreachable`, `timed-out`, `tls-failed` or `connection-lost`.
 */
export function reachRelay(spec: RelaySpec, now: () => number, timeoutMs = 10_000): Promise<number> {
  const url = new URL(spec.kind === "reverse" ? spec.relay : spec.template.replace(/[{].*$/, ""));
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const secure = url.protocol === "https:";
  const port = Number(url.port) || (secure ? 443 : 80);
  const started = now();
  return new Promise((resolve, reject) => {
    const servername = net.isIP(host) ? {} : { servername: host };
    const socket = secure ? tls.connect({ host, port, ...servername }) : net.connect({ host, port });
    socket.setTimeout(timeoutMs, () =>
      socket.destroy(new AppError("timed-out", { host: url.host, detail: `${timeoutMs / 1000} s` })),
    );
    socket.once("error", (error) => reject(networkError(error, url.host)));
    socket.once(secure ? "secureConnect" : "connect", () => {
      resolve(now() - started);
      socket.destroy();
    });
  });
}
