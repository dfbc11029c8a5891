/** Real nginx as origin and as relays of the lab: what each port does, as configuration text. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** What the origin does on a port; the relays pass each port on. */
export const ports = { plain: 8080, throttled: 8081, four: 8082 } as const;
export type Port = keyof typeof ports;
/** Bytes per second that one connection gets on the throttled port, and on the one that allows four. */
export const perConnection = { throttled: 600 * 1024, four: 2000 * 1024 } as const;

const frame = (folder: string, log: string, http: string) => `
user root; worker_processes 1; daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 2048; }
http {
  log_format status '$status'; access_log ${log}; sendfile on; tcp_nopush on; keepalive_requests 100000; keepalive_timeout 75;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(" ")}
  ${http}
}`;

/** An origin over a folder of files. Out: its configuration file; it logs status codes to `access.log` beside it. */
export async function originConfig(folder: string, files: string): Promise<string> {
  const http = `
  limit_conn_zone $server_port zone=all:1m;
  server { listen ${ports.plain}; root ${files}; }
  server { listen ${ports.throttled}; root ${files}; limit_rate ${perConnection.throttled}; }
  server { listen ${ports.four}; root ${files}; limit_rate ${perConnection.four};
           limit_conn all 4; limit_conn_status 429; }`;
  return write(folder, frame(folder, `${folder}/access.log status`, http));
}

/** A reverse proxy before the origin, as the relay guide sets one up: small buffers, no files, connections kept. */
export async function relayConfig(folder: string, origin: string): Promise<string> {
  const servers = Object.entries(ports).map(
    ([name, port]) => `
  upstream ${name} { server ${origin}:${port}; keepalive 64; }
  server { listen ${port}; location / { proxy_pass http://${name}; } }`,
  );
  const http = `
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffers 512 8k; proxy_max_temp_file_size 0;
  ${servers.join("")}`;
  return write(folder, frame(folder, "off", http));
}

async function write(folder: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, "nginx.conf");
  await writeFile(file, text);
  return file;
}
