/** A relay's server configuration, whole and commented, with what to do and the spec to paste (RELAYS, section 2). */
import { caddyConfig } from "./caddy.ts";
import { nginxConfig } from "./nginx.ts";
import { nginxGenericConfig } from "./nginx-generic.ts";
import { nginxSniConfig } from "./nginx-sni.ts";
import { checkRequest, type RelayConfig, type RelayConfigRequest } from "./request.ts";
import { squidConfig } from "./squid.ts";
import { workerConfig } from "./worker.ts";

/** Out: the file, its place, the commands and the spec. Throws AppError `bad-option` where something was given wrongly. */
export function relayConfig(request: RelayConfigRequest): RelayConfig {
  const checked = checkRequest(request);
  switch (checked.kind) {
    case "nginx":
      return nginxConfig(checked);
    case "nginx-generic":
      return nginxGenericConfig(checked);
    case "nginx-sni":
      return nginxSniConfig(checked);
    case "caddy":
      return caddyConfig(checked, request.certificate !== undefined);
    case "squid":
      return squidConfig(checked);
    case "worker":
      return workerConfig(checked);
  }
}
