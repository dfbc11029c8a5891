import type { Checked, RelayConfig } from "./request.ts";
import { bbr, firewallNote, placed } from "./shared.ts";

/** A reverse proxy for one origin that gets its certificate by itself. */
export function caddyConfig(
  { backends, secure, domain, token, port, certificate, key, authorities }: Checked,
  ownCertificate: boolean,
): RelayConfig {
  const [main] = backends;
  const path = "/etc/caddy/Caddyfile";
  const scheme = secure ? "https" : "http";
  const host = main ? (main.port === (secure ? 443 : 80) ? main.host : `${main.host}:${main.port}`) : "";
  const upstreams = backends.map((one) => `${scheme}://${one.host}:${one.port}`).join(" ");
  const ownAuthorities = authorities !== "/etc/ssl/certs/ca-certificates.crt";
  const text = `# Detour relay: a reverse proxy for ${scheme}://${host}/ (Caddy 2.6 or later)
# ${path}

${domain}:${port} {
${ownCertificate ? `	tls ${certificate} ${key}\n` : ""}	@stranger not header X-Relay-Token ${token}
	respond @stranger 404
	@changes not method GET HEAD
	respond @changes 405

	reverse_proxy ${upstreams} {
		lb_policy first
		lb_try_duration 5s
		fail_duration 10s
		flush_interval -1
		header_up Host ${host}
		header_up -X-Relay-Token
		header_up -X-Forwarded-For
		header_up -X-Forwarded-Proto
		header_up -X-Forwarded-Host
		header_up -Via
		header_up Accept-Encoding identity
		header_down X-Relay-Up passed
		transport http {
${secure && main ? `			tls_server_name ${main.host}\n` : ""}${secure && ownAuthorities ? `			tls_trusted_ca_certs ${authorities}\n` : ""}			compression off
			dial_timeout 10s
			keepalive_idle_conns_per_host 64
		}
	}
}
`;
  return {
    kind: "caddy",
    path,
    text,
    commands: [
      "sudo apt-get update && sudo apt-get install -y caddy",
      ...placed(path),
      ...bbr,
      `caddy validate --config ${path} --adapter caddyfile && sudo systemctl reload caddy`,
    ],
    spec: `reverse:https://${domain}:${port}/=${scheme}://${host}/#own&token=${token}`,
    notes: [
      firewallNote(port),
      "Caddy gets and renews its certificate by itself; ports 80 and 443 must be reachable for that.",
      ...(backends.length > 1
        ? ["All servers must carry the same bytes, and answer for the first one's name."]
        : []),
    ],
  };
}
