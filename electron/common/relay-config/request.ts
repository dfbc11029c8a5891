/** What a relay's configuration is made from. Nothing that was typed may end a directive early: all of it is checked here. */
import { AppError } from "../errors.ts";

export const configKinds = ["nginx-sni", "nginx", "nginx-generic", "caddy", "squid", "worker"] as const;
export type ConfigKind = (typeof configKinds)[number];

/** As it was typed. */
export interface RelayConfigRequest {
  readonly kind: ConfigKind;
  /** `nginx` and `caddy`: addresses of one origin's servers. Else: hosts that the relay may carry to; `.host` takes its subdomains in. */
  readonly origins: readonly string[];
  /** The relay's own name. */
  readonly domain: string;
  /** At least 16 characters that need no escape. */
  readonly token: string;
  /** Keep what was fetched on the relay's disk, in slices. */
  readonly cache?: boolean;
  readonly port?: number;
  /** The relay's certificate and key; certbot's places for the domain unless given. */
  readonly certificate?: string;
  readonly key?: string;
  /** Certificate authorities that the origin is checked against. */
  readonly authorities?: string;
  /** The DNS server that the relay asks, `address` or `address:port`. */
  readonly resolver?: string;
  /** Ports of the hosts that it may carry to; 443 and 80 unless given. */
  readonly originPorts?: readonly number[];
}

/** One server of an origin. */
export interface Backend {
  readonly host: string;
  readonly port: number;
}

/** The same, proved to be what it says. */
export interface Checked {
  readonly kind: ConfigKind;
  readonly secure: boolean;
  readonly backends: readonly Backend[];
  readonly hosts: readonly string[];
  readonly domain: string;
  readonly token: string;
  readonly cache: boolean;
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
  readonly authorities: string;
  readonly resolver: string;
  readonly originPorts: readonly number[];
}

export interface RelayConfig {
  readonly kind: ConfigKind;
  /** Where the text goes on the relay. */
  readonly path: string;
  readonly text: string;
  /** What to do there, one command a line, for Debian and Ubuntu. */
  readonly commands: readonly string[];
  /** What to give to Detour. */
  readonly spec: string;
  /** What a person should know, a sentence each. */
  readonly notes: readonly string[];
}

const name = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const places = /^\/[A-Za-z0-9._/-]{1,200}$/;
const ports: Readonly<Record<ConfigKind, number>> = {
  "nginx-sni": 8443,
  nginx: 8443,
  "nginx-generic": 9443,
  caddy: 8443,
  squid: 3129,
  worker: 443,
};

/** Throws AppError `bad-option`, which names the option and what is wrong with it. */
export function checkRequest(request: RelayConfigRequest): Checked {
  const { kind, token, cache = false } = request;
  const domain = request.domain.toLowerCase();
  if (!name.test(domain)) throw bad("--domain", "it must be the relay's host name, such as relay.example");
  if (!/^[A-Za-z0-9_-]{16,128}$/.test(token))
    throw bad("--token", "it must be 16 to 128 letters, digits, - or _");
  if (request.origins.length === 0) throw bad("--origin", "at least one is needed");
  const port = request.port ?? ports[kind];
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw bad("--port", "it must be from 1 to 65535");
  if (cache && kind !== "nginx" && kind !== "nginx-generic")
    throw bad("--cache", `only nginx and nginx-generic can keep what they fetched, not ${kind}`);
  if (request.originPorts?.some((one) => !Number.isInteger(one) || one < 1 || one > 65_535))
    throw bad("--origin-port", "it must be from 1 to 65535");
  const mapped = kind === "nginx" || kind === "caddy";
  const origins = mapped ? request.origins.map((text) => readBackend(text)) : [];
  const [first] = origins;
  if (first && origins.some(({ secure }) => secure !== first.secure))
    throw bad("--origin", "all of them must be https, or all http");
  return {
    kind,
    secure: first?.secure ?? true,
    backends: origins.map(({ host, port: at }) => ({ host, port: at })),
    hosts: mapped ? [] : distinct(request.origins.map((text) => readHost(text))),
    domain,
    token,
    cache,
    port,
    certificate: place(
      "--certificate",
      request.certificate ?? `/etc/letsencrypt/live/${domain}/fullchain.pem`,
    ),
    key: place("--key", request.key ?? `/etc/letsencrypt/live/${domain}/privkey.pem`),
    authorities: place("--authorities", request.authorities ?? "/etc/ssl/certs/ca-certificates.crt"),
    resolver: readResolver(request.resolver ?? "127.0.0.53"),
    originPorts: request.originPorts ?? [443, 80],
  };
}

/** Each host once; one that a `.host` takes in is left out: nginx refuses a map with both. */
function distinct(hosts: readonly string[]): string[] {
  const wide = hosts.filter((host) => host.startsWith("."));
  return [...new Set(hosts)].filter(
    (host) => !wide.some((other) => other !== host && (`.${host}`.endsWith(other) || host.endsWith(other))),
  );
}

function readBackend(text: string): Backend & { readonly secure: boolean } {
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  const plain = url && !url.username && !url.password && !url.search && !url.hash && url.pathname === "/";
  if (!plain || !/^https?:$/.test(url.protocol) || !(name.test(url.hostname) || isAddress(url.hostname)))
    throw bad(
      "--origin",
      "it must be a host, or an http:// or https:// address without a path, such as https://origin.example",
    );
  const secure = url.protocol === "https:";
  return { secure, host: url.hostname, port: Number(url.port) || (secure ? 443 : 80) };
}

function readHost(text: string): string {
  const url = text.includes("://") ? URL.parse(text) : null;
  const host = (url ? url.hostname : text).toLowerCase();
  if (!name.test(host.replace(/^\./, "")) || isAddress(host))
    throw bad(
      "--origin",
      "it must be the name of a host that the relay may carry to; .example.org takes its subdomains in",
    );
  return host;
}

function readResolver(text: string): string {
  const [, address = "", at] = /^([\d.]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (isAddress(address) && (at === undefined || Number(at) < 65_536)) return text;
  throw bad("--resolver", "it must be the IPv4 address of a DNS server");
}

function isAddress(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split(".").every((part) => Number(part) < 256);
}

function place(option: string, text: string): string {
  if (places.test(text)) return text;
  throw bad(option, "it must be an absolute path of letters, digits, . _ - and /");
}

function bad(option: string, problem: string): AppError {
  return new AppError("bad-option", { option, problem });
}
