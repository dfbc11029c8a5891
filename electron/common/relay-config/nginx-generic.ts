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

/** A relay for several hosts: the address to fetch stands in the path, behind the token. */
export function nginxGenericConfig(checked: Checked): RelayConfig {
  const { hosts, domain, token, port, certificate, key, cache, resolver, originPorts } = checked;
  const path = "/etc/nginx/conf.d/detour-relay.conf";
  const text = `# Detour relay: any of the hosts below, at /TOKEN/https/HOST/PATH (nginx 1.22.1-9+deb12u10, 1.31.3 or later)
# ${path}

# Who may ask: the token in a header, or as the first part of the path. It is never logged.
map $http_x_relay_token $detour_header { default 0; "${token}" 1; }
map $request_uri $detour_path { default 0; "~^/${token}/" 1; }
map "$detour_header$detour_path" $detour_ok { default 1; "00" 0; }

# What is asked for, from the request as it came, so that addresses pass byte for byte.
map $request_uri $detour_scheme { default ""; "~^/[^/]+/(?<detour_s>https?)(?::/{1,2}|/)" $detour_s; }
map $request_uri $detour_auth { default ""; "~^/[^/]+/https?(?::/{1,2}|/)(?<detour_a>[A-Za-z0-9.-]+(?::[0-9]{1,5})?)(?:[/?]|$)" $detour_a; }
map $request_uri $detour_rest { default "/"; "~^/[^/]+/https?(?::/{1,2}|/)[^/?]+(?<detour_r>[/?].*)$" $detour_r; }
map $detour_auth $detour_host { default ""; "~^(?<detour_h>[^:]+)" $detour_h; }

# Where it may lead: a relay that carries anywhere would soon be everybody's.
map $detour_host $detour_allowed {
    hostnames;
    default 0;
${indented(hosts.map((host) => `${host} 1;`))}
}
map $detour_auth $detour_port { default 1; "~:(?!(?:${originPorts.join("|")})$)" 0; }

log_format detour '$remote_addr "$request_method $detour_scheme://$detour_host" $status up=$upstream_status sent=$bytes_sent rt=$request_time';
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
    error_log /var/log/nginx/detour-relay-error.log crit;   # lower levels would name the path, and with it the token
    keepalive_requests 10000;
    merge_slashes off;
    resolver ${resolver} valid=30s ipv6=off;        # the relay's own: see /etc/resolv.conf
    resolver_timeout 5s;

    limit_conn detour_clients 64;                   # connections of one address at a time
    limit_conn_status 429;
    error_page 429 = @busy;

    location / {
        if ($detour_ok = 0) { return 404; }
        if ($detour_allowed = 0) { return 403; }
        if ($detour_port = 0) { return 403; }
        if ($request_method !~ ^(GET|HEAD)$) { return 405; }
        proxy_pass $detour_scheme://$detour_auth$detour_rest;
        proxy_ssl_name $detour_host;
${indented([...nginxTls(checked), ...nginxHeaders("$detour_auth", cache), ...nginxProxy], "        ")}
        proxy_redirect off;                         # Detour maps redirects itself
${cache ? `${indented(nginxCache("$detour_scheme$detour_auth$detour_rest"), "        ")}\n` : ""}        add_header X-Relay-Up "$upstream_status" always;   # tells Detour which errors are the origin's
    }
    location @busy { add_header Retry-After 2 always; return 429; }
}
`;
  return {
    kind: "nginx-generic",
    path,
    text,
    commands: [
      "sudo apt-get update && sudo apt-get install -y nginx",
      ...certified(checked, "nginx"),
      ...placed(path),
      `sudo sed -i "s/resolver ${resolver}/resolver $(awk '/^nameserver/ {print $2; exit}' /etc/resolv.conf)/" ${path}`,
      ...(cache ? ["sudo install -d -o www-data /var/cache/nginx/detour"] : []),
      ...bbr,
      "sudo nginx -t && sudo systemctl reload nginx",
    ],
    spec: `prefix:https://${domain}:${port}/${token}/{scheme}/{authority}{pathquery}#own`,
    notes: [
      firewallNote(port),
      "Add the hosts that downloads are redirected to as well: GitHub's files, for one, lie on .githubusercontent.com.",
      "Keep nginx up to date: CVE-2026-42533 and CVE-2026-60005 concern maps and slices, and are mended from the versions above on.",
      selfSignedNote,
    ],
  };
}
