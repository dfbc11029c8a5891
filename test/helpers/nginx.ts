/** Real nginx, as origin and as relay: one process each, with everything it writes in a folder of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { connect } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { loopback } from "../../electron/practice/loopback.ts";
import { need } from "./debian.ts";
import { freePort } from "./ports.ts";

export interface Nginx {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly base: string;
  /** Its own folder: configuration, logs, temporary files. */
  readonly folder: string;
  /** What it has logged: errors, or the requests it served. */
  log(which: "error" | "access"): Promise<string>;
  /** Ends the process, waits until it is gone, and removes its folder. */
  close(): Promise<void>;
}

export interface NginxOptions {
  /** Directives of the http block, beside one server block: upstreams, maps, log formats. */
  readonly http?: string;
  /** Directives of the server block; it listens already. */
  readonly server: string;
}

const startMs = 10_000;

/** Starts nginx on a free port of loopback; resolves when it accepts connections, rejects with what it logged. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const nginx = await need("nginx", "nginx");
  const folder = await mkdtemp(join(tmpdir(), "detour-nginx-"));
  const port = await freePort();
  const files = {
    config: join(folder, "nginx.conf"),
    error: join(folder, "error.log"),
    pid: join(folder, "pid"),
  };
  await writeFile(files.config, config(options, port));
  const child = spawn(nginx, ["-p", folder, "-e", files.error, "-c", files.config], { stdio: "ignore" });
  const running: Nginx = {
    port,
    base: `http://${loopback}:${port}`,
    folder,
    log: (which) => readFile(join(folder, `${which}.log`), "utf8").catch(() => ""),
    async close() {
      await end(child);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  try {
    await untilReady(child, files.pid, port);
    return running;
  } catch (error) {
    const log = await running.log("error");
    await running.close();
    throw new Error(`nginx did not start: ${log}`, { cause: error });
  }
}

/** An origin with ranges: nginx over the files of a folder, or over files given as bytes by their names. */
export async function startNginxOrigin(
  content: { readonly folder: string } | { readonly files: Readonly<Record<string, Uint8Array>> },
  options: { readonly server?: string } = {},
): Promise<Nginx> {
  if ("folder" in content) return startNginx({ server: serveFiles(content.folder, options.server) });
  const folder = await mkdtemp(join(tmpdir(), "detour-files-"));
  for (const [name, bytes] of Object.entries(content.files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
  const removeFiles = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const origin = await startNginx({ server: serveFiles(folder, options.server) });
    return { ...origin, close: () => origin.close().then(removeFiles) };
  } catch (error) {
    await removeFiles();
    throw error;
  }
}

/**
 * A relay as we tell people to set one up: `reverse:http://127.0.0.1:PORT/PREFIX/=http://127.0.0.1:ORIGINPORT/`. `prefix`
 * begins and ends in `/`; it is `/` unless given.
 */
export function startNginxReverseRelay(options: {
  readonly originPort: number;
  readonly prefix?: string;
  /** More directives of the location, such as `limit_rate 1m;`. */
  readonly location?: string;
}): Promise<Nginx> {
  const { originPort, prefix = "/", location = "" } = options;
  // An address without a path passes the request on byte for byte; one with a path would re-code it.
  const path = prefix === "/" ? "" : "/";
  return startNginx({
    http: `upstream origin { server ${loopback}:${originPort}; keepalive 64; }`,
    server: `
      location ${prefix} {
        proxy_pass http://origin${path};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host ${loopback}:${originPort};
        proxy_buffering on;
        proxy_buffers 512 8k;
        proxy_max_temp_file_size 0;
        proxy_redirect off;
        proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;
        add_header X-Relay-Up "$upstream_status" always;
        ${location}
      }`,
  });
}

function serveFiles(folder: string, more = ""): string {
  return `
    root ${folder};
    etag on;
    ${more}`;
}

function config({ http = "", server }: NginxOptions, port: number): string {
  // One process: its files keep the rights of who runs the tests, and ending it leaves nothing behind.
  return `
daemon off;
master_process off;
pid pid;
events { worker_connections 2048; }
http {
  default_type application/octet-stream;
  access_log access.log;
  client_body_temp_path temp-body;
  proxy_temp_path temp-proxy;
  fastcgi_temp_path temp-fastcgi;
  uwsgi_temp_path temp-uwsgi;
  scgi_temp_path temp-scgi;
  sendfile on;
  tcp_nodelay on;
  keepalive_requests 100000;
  ${http}
  server {
    listen ${loopback}:${port};
    ${server}
  }
}
`;
}

/** nginx writes its pid once it has its ports, so an answer on ours is really its own. */
async function untilReady(child: ChildProcess, pidFile: string, port: number): Promise<void> {
  const deadline = performance.now() + startMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("it ended at once");
    const pid = await readFile(pidFile, "utf8").catch(() => "");
    if (Number(pid) === child.pid && (await accepts(port))) return;
    await sleep(10);
  }
  throw new Error(`it was not ready after ${startMs} ms`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, loopback, () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
