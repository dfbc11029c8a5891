/** Which origins a relay serves: a closed list, so that it never becomes an open proxy. */

export interface AllowRule {
  /** Canonical host name; with `suffix`, its sub-domains too. */
  readonly host: string;
  readonly suffix: boolean;
  /** A port of its own; 80 and 443 where there is none. */
  readonly port?: number;
}

/**
 * Reads `origin.example`, `.example.org` (the name and all below it), either with `:PORT`. Out: undefined where it is none
 * of these, or so wide that the relay would serve anybody's hosts (`*`, `.com`).
 */
export function parseAllowRule(text: string): AllowRule | undefined {
  const [, dot, name = "", port] =
    /^(\.?)([A-Za-z0-9.-]+|\[[\da-fA-F:.]+\])(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = URL.parse(`http://${name}/`)?.hostname ?? "";
  if (host === "" || (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))) return undefined;
  const isName = /[a-z]/.test(host) && !host.startsWith("[");
  if (dot && (!isName || !host.includes("."))) return undefined;
  return { host, suffix: dot === ".", ...(port !== undefined && { port: Number(port) }) };
}

/** Whether the rules let a request through to this origin. In: a URL whose host is canonical. */
export function isAllowed(url: URL, rules: readonly AllowRule[]): boolean {
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  return rules.some(
    (rule) =>
      (url.hostname === rule.host || (rule.suffix && url.hostname.endsWith(`.${rule.host}`))) &&
      (rule.port === undefined ? port === 443 || port === 80 : port === rule.port),
  );
}
