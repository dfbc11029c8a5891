/** What several configurations say in the same words. */
import type { Checked } from "./request.ts";

/** A regular expression's text for a host that was checked. */
export function quoted(host: string): string {
  return host.replaceAll(".", "\\.");
}

/** Lines, each a level deeper. */
export function indented(lines: readonly string[], by = "    "): string {
  return lines.map((line) => (line === "" ? line : by + line)).join("\n");
}

/** Commands that put the text in its place: paste the file where it says so. */
export function placed(path: string): readonly string[] {
  return [`sudo install -D -m 640 /dev/stdin ${path}   # paste the file, then Ctrl-D`];
}

/** A certificate from Let's Encrypt, renewed by itself; port 80 must be reachable for it. */
export function certified({ domain }: Checked, server: string): readonly string[] {
  return [
    "sudo apt-get install -y certbot",
    `sudo certbot certonly --standalone -d ${domain} --deploy-hook 'systemctl reload ${server}'`,
  ];
}

/** Faster over lossy roads: CUBIC takes every lost packet for a full line, BBR measures the line instead. */
export const bbr: readonly string[] = [
  "printf 'net.core.default_qdisc=fq\\nnet.ipv4.tcp_congestion_control=bbr\\n' | sudo tee /etc/sysctl.d/90-detour.conf   # BBR: a lost packet is no reason to slow down",
  "sudo sysctl --system >/dev/null",
];

export const selfSignedNote =
  "Without a domain of your own: make a certificate with `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=relay -keyout relay.key -out relay.pem`, " +
  "name it with --certificate and --key, print its fingerprint with `openssl x509 -in relay.pem -noout -fingerprint -sha256`, and add &pin=sha256:HEX to the spec.";

/** The port that the firewall has to let in. */
export const firewallNote = (port: number) =>
  `Let TCP port ${port} in, in the machine's firewall and in the provider's.`;

/** Directives by which nginx passes a body on as it comes, in either way. */
export const nginxProxy: readonly string[] = [
  "proxy_http_version 1.1;                     # keeps connections, and shows where a body was cut",
  "proxy_buffer_size 16k;",
  "proxy_buffers 512 8k;                       # many small ones: large ones delay the first byte",
  "proxy_busy_buffers_size 64k;",
  "proxy_max_temp_file_size 0;                 # else nginx reads up to 1 GB ahead onto its disk, then stalls",
  "proxy_request_buffering off;",
  "proxy_socket_keepalive on;",
  "proxy_connect_timeout 10s;",
  "proxy_read_timeout 60s;",
  "send_timeout 120s;",
  "gzip off;                                   # a coded body has no ranges, and another ETag",
  "proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;",
];

/** TLS to the origin, which nginx neither names nor checks unless told to. */
export function nginxTls({ authorities }: Checked): readonly string[] {
  return [
    "proxy_ssl_server_name on;                   # without it many origins refuse the connection",
    "proxy_ssl_verify on;                        # nginx does not check the origin unless told to",
    "proxy_ssl_verify_depth 3;",
    `proxy_ssl_trusted_certificate ${authorities};`,
  ];
}

/** Headers to the origin: all of them in one place, since one of them in a location throws the others away. */
export function nginxHeaders(host: string, range: boolean): readonly string[] {
  return [
    `proxy_set_header Host ${host};`,
    'proxy_set_header Connection "";',
    'proxy_set_header X-Relay-Token "";          # the token stays here',
    'proxy_set_header Accept-Encoding "";',
    'proxy_set_header X-Forwarded-For "";        # the origin does not learn who asks; $remote_addr would tell it',
    'proxy_set_header Forwarded "";',
    'proxy_set_header Proxy-Authorization "";',
    ...(range ? ["proxy_set_header Range $slice_range;"] : []),
  ];
}

/** A cache on disk in slices: without them nginx would fetch the whole file for every range. */
export function nginxCache(key: string): readonly string[] {
  return [
    "slice 1m;",
    "proxy_cache detour_slices;",
    `proxy_cache_key ${key}$slice_range;`,
    "proxy_cache_valid 200 206 1h;               # shorter where the origin says so",
    "proxy_cache_lock on;                        # one fetch a slice, however many ask",
    "proxy_cache_use_stale error timeout updating;",
    "add_header X-Cache-Status $upstream_cache_status always;",
  ];
}

export const nginxCachePath =
  "proxy_cache_path /var/cache/nginx/detour levels=1:2 keys_zone=detour_slices:20m max_size=20g inactive=7d use_temp_path=off;";
