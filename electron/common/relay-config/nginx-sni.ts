import type { Checked, RelayConfig } from "./request.ts";
import { bbr, firewallNote, indented, placed } from "./shared.ts";

/** Passes TLS through unread, to the host that the client names. */
export function nginxSniConfig({ hosts, domain, port, resolver, originPorts }: Checked): RelayConfig {
  const path = "/etc/nginx/modules-enabled/90-detour-relay.conf";
  const text = `# Detour relay: passes TLS through to the hosts below, unread (nginx with its stream module)
# ${path}: beside http { }, not within it

stream {
    # The relay cannot see a token: this list is what keeps it yours. Let only your own addresses in, too.
    map $ssl_preread_server_name $detour_target {
        hostnames;
        default "";
${indented(
  hosts.map((host) => `${host} $ssl_preread_server_name:${originPorts[0] ?? 443};`),
  "        ",
)}
    }
    log_format detour '$remote_addr $ssl_preread_server_name $status sent=$bytes_sent rt=$session_time';
    access_log /var/log/nginx/detour-relay.log detour;
    limit_conn_zone $binary_remote_addr zone=detour_streams:1m;

    server {
        listen ${port};
        resolver ${resolver} valid=30s ipv6=off;    # the relay's own: see /etc/resolv.conf
        resolver_timeout 5s;
        ssl_preread on;
        preread_timeout 5s;
        limit_conn detour_streams 64;
        proxy_pass $detour_target;
        proxy_connect_timeout 10s;
        proxy_timeout 120s;
        proxy_buffer_size 64k;
        proxy_socket_keepalive on;
    }
}
`;
  return {
    kind: "nginx-sni",
    path,
    text,
    commands: [
      "sudo apt-get update && sudo apt-get install -y nginx libnginx-mod-stream",
      ...placed(path),
      `sudo sed -i "s/resolver ${resolver}/resolver $(awk '/^nameserver/ {print $2; exit}' /etc/resolv.conf)/" ${path}`,
      ...bbr,
      `sudo ufw allow from YOUR.OWN.ADDRESS to any port ${port} proto tcp   # nobody else may use it`,
      "sudo nginx -t && sudo systemctl reload nginx",
    ],
    spec: `sni://${domain}:${port}#own`,
    notes: [
      firewallNote(port),
      "It needs no certificate: TLS goes from you to the origin, and the relay reads nothing. It carries https on port 443 only.",
      "Add the hosts that downloads are redirected to as well: GitHub's files, for one, lie on .githubusercontent.com.",
    ],
  };
}
