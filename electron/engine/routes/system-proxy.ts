/** Which proxy the system uses for an address: from the environment, or from what a PAC script answered. */
import { BlockList, isIP } from "node:net";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables that curl and most programs read (curl's manual, "ENVIRONMENT"): `https_proxy` or `http_proxy` by the
 * address's scheme, then `all_proxy`, small letters before capitals; `no_proxy` names the hosts that go without. The
 * capital `HTTP_PROXY` is not read in a CGI program, where a client's header would set it. Out: the proxy's address as a
 * relay spec; undefined where there is none.
 */
export function proxyFromEnvironment(source: URL, env: Env): string | undefined {
  const either = (name: string) => env[name] || env[name.toUpperCase()] || undefined;
  const cgi = env["REQUEST_METHOD"] !== undefined;
  const own =
    source.protocol === "https:" ? either("https_proxy") : cgi ? env["http_proxy"] : either("http_proxy");
  const proxy = (own || either("all_proxy"))?.trim();
  if (!proxy || isExempt(source, either("no_proxy") ?? "")) return undefined;
  const whole = proxy.includes("://") ? proxy : `http://${proxy}`;
  // In curl's words, socks:// and socks5:// differ in who looks names up; a bare `socks` is an old name for the latter.
  const spec = whole.replace(/^socks:\/\//i, "socks5://");
  return /^(https?|socks5h?):\/\//i.test(spec) ? spec.replace(/\/+$/, "") : undefined;
}

/** Whether `no_proxy` names a host: `*`, a host with all below it, an address, a network (`10.0.0.0/8`), each with a port or not. */
export function isExempt(source: URL, noProxy: string): boolean {
  const host = source.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const port = source.port || (source.protocol === "https:" ? "443" : "80");
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      const network = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(entry);
      if (network) return isWithin(host, network[1] ?? "", Number(network[2]));
      const [, name = "", at] = /^(\[[^\]]+\]|[^:]+|[\da-f:]{3,})(?::(\d+))?$/i.exec(entry) ?? [];
      if (at !== undefined && at !== port) return false;
      const bare = name
        .replace(/^\[|\]$/g, "")
        .replace(/^\*?\./, "")
        .replace(/\.$/, "")
        .toLowerCase();
      return bare !== "" && (host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`)));
    });
}

function isWithin(host: string, net: string, bits: number): boolean {
  const [family, of] = [isIP(host), isIP(net)];
  if (family === 0 || family !== of || bits > (of === 4 ? 32 : 128)) return false;
  const kind = of === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(net, bits, kind);
  return list.check(host, kind);
}

const pacKinds: Readonly<Record<string, string>> = {
  PROXY: "http",
  HTTP: "http",
  HTTPS: "https",
  SOCKS: "socks5h",
  SOCKS5: "socks5h",
};

/**
 * Reads a PAC answer, such as `PROXY a:3128; SOCKS5 b:1080; DIRECT` (as Electron's session.resolveProxy gives it). Out: the
 * first way that can be used, as a relay spec; undefined where that is DIRECT, or none can be.
 */
export function readPacAnswer(answer: string): string | undefined {
  for (const entry of answer.split(";")) {
    const [kind = "", place = ""] = entry.trim().split(/\s+/);
    if (kind.toUpperCase() === "DIRECT") return undefined;
    const scheme = pacKinds[kind.toUpperCase()];
    if (scheme && place) return `${scheme}://${place}`;
  }
  return undefined;
}
