import type { Checked, RelayConfig } from "./request.ts";
import { bbr, certified, firewallNote, placed, selfSignedNote } from "./shared.ts";

/** A proxy that programs can use too, with a user name and a password, TLS to the proxy, and a list of hosts. */
export function squidConfig(checked: Checked): RelayConfig {
  const { hosts, domain, token, port, certificate, key, originPorts } = checked;
  const path = "/etc/squid/conf.d/detour-relay.conf";
  const text = `# Detour relay: a proxy for the hosts below (Squid 5 or later)
# ${path}: comes before Squid's own rules

https_port ${port} tls-cert=${certificate} tls-key=${key}

auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/detour.passwd
auth_param basic realm relay
auth_param basic credentialsttl 8 hours
acl detour_user proxy_auth REQUIRED
acl detour_hosts dstdomain ${hosts.join(" ")}
acl detour_ports port ${originPorts.join(" ")}
acl detour_tls port ${originPorts.filter((one) => one !== 80).join(" ")}
acl detour_fetch method GET HEAD
acl detour_many maxconn 64
acl detour_local dst 127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 100.64.0.0/10 ::1 fc00::/7 fe80::/10

http_access deny !detour_ports
http_access deny CONNECT !detour_tls
http_access deny detour_local                      # nobody reaches the relay's own network through it
http_access deny !detour_hosts
http_access deny !CONNECT !detour_fetch
http_access deny detour_many
http_access allow detour_user
http_access deny all

cache deny all                                     # a relay keeps nothing
range_offset_limit 0                               # ranges are passed on as they are
quick_abort_min 0 KB                               # who leaves ends the fetch
quick_abort_max 0 KB
via off
forwarded_for delete                               # the origin does not learn who asks
request_header_access Proxy-Authorization deny all
strip_query_terms on                               # queries are not logged
connect_timeout 10 seconds
read_timeout 60 seconds
`;
  return {
    kind: "squid",
    path,
    text,
    commands: [
      "sudo apt-get update && sudo apt-get install -y squid apache2-utils",
      ...certified(checked, "squid"),
      ...placed(path),
      `printf '%s\\n' '${token}' | sudo htpasswd -ic /etc/squid/detour.passwd detour   # the password`,
      "sudo chown root:proxy /etc/squid/detour.passwd && sudo chmod 640 /etc/squid/detour.passwd",
      ...bbr,
      "sudo squid -k parse && sudo systemctl restart squid",
    ],
    spec: `https://detour:${token}@${domain}:${port}#own`,
    notes: [
      firewallNote(port),
      "Squid has to read the certificate's key: for certbot's, add the user proxy to a group that may.",
      "https downloads go through it end to end: the relay reads nothing of them.",
      selfSignedNote,
    ],
  };
}
