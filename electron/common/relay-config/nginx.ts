import type { Checked, RelayConfig } from "./request.ts";
import {
  bbr,
  certified,
  firewallNote,
  indented,
  nginxCache,
  nginxCachePath,
  nginxHeaders,
  nginxProxy,
  nginxTls,
  placed,
  selfSignedNote,
} from "./shared.ts";

/** A reverse proxy for one origin, which may stand on several servers. */
export function nginxConfig(checked: Checked): RelayConfig {
  const { backends, secure, domain, token, port, certificate, key, cache } = checked;
  const [main] = backends;
  const path = "/etc/nginx/conf.d/detour-relay.conf";
  const usual = secure ? 443 : 80;
  const host = main ? (main.port === usual ? main.host : `${main.host}:${main.port}`) : "";
  const scheme = secure ? "https" : "http";
  const text = `# Detour relay: a reverse proxy for ${scheme}://${host}/ (nginx 1.18 or later)
# ${path}

upstream detour_origin {
${indented(
  backends.map(
    ({ host: server, port: at }) =>
      `server ${server}:${at}${backends.length > 1 ? " max_fails=2 fail_timeout=10s" : ""};`,
  ),
)}
    keepalive 64;                                   # its connections serve one range after another
}

# The token is compared here and never logged.
map $http_x_relay_token $detour_ok { default 0; "${token}" 1; }
log_format detour '$remote_addr "$request_method" $status up=$upstream_status sent=$bytes_sent rt=$request_time';
limit_conn_zone $binary_remote_addr zone=detour_clients:1m;
${cache ? `${nginxCachePath}\n` : ""}
server {
    listen ${port} ssl;
    server_name ${domain};
    ssl_certificate     ${certificate};
    ssl_certificate_key ${key};
    ssl_session_cache   shared:detour:10m;
    server_tokens off;
    access_log /var/log/nginx/detour-relay.log detour;
    keepalive_requests 10000;

    limit_conn detour_clients 64;                   # connections of one address at a time
    limit_conn_status 429;
    error_page 429 = @busy;

    location / {
        if ($detour_ok = 0) { return 404; }
        if ($request_method !~ ^(GET|HEAD)$) { return 405; }
        proxy_pass ${scheme}://detour_origin;       # no path here: addresses pass byte for byte
${indented([...(secure && main ? [`proxy_ssl_name ${main.host};`, ...nginxTls(checked)] : []), ...nginxHeaders(host, cache), ...nginxProxy], "        ")}
        proxy_next_upstream error timeout;          # a server that is down is passed over
        proxy_next_upstream_tries 2;
        proxy_redirect off;                         # Detour maps redirects itself
${cache ? `${indented(nginxCache("$scheme$uri$is_args$args"), "        ")}\n` : ""}        add_header X-Relay-Up "$upstream_status" always;   # tells Detour which errors are the origin's
    }
    location @busy { add_header Retry-After 2 always; return 429; }
}
`;
  return {
    kind: "nginx",
    path,
    text,
    commands: [
      "sudo apt-get update && sudo apt-get install -y nginx",
      ...certified(checked, "nginx"),
      ...placed(path),
      ...(cache ? ["sudo install -d -o www-data /var/cache/nginx/detour"] : []),
      ...bbr,
      "sudo nginx -t && sudo systemctl reload nginx",
    ],
    spec: `reverse:https://${domain}:${port}/=${scheme}://${host}/#own&token=${token}`,
    notes: [
      firewallNote(port),
      ...(backends.length > 1
        ? ["All servers must carry the same bytes, and answer for the first one's name."]
        : []),
      "nginx looks the origin's name up when it starts: reload it where the address changes.",
      selfSignedNote,
    ],
  };
}
