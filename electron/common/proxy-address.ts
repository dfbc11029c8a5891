/** Addresses of relays that are reached as they are: `sni://host:port`, `http://user:pass@host:port`, `socks5h://...`. */

export const proxyKinds = ["sni", "http", "https", "socks5", "socks5h"] as const;
export type ProxyKind = (typeof proxyKinds)[number];

/** What a relay wants to know of who uses it. */
export interface SignIn {
  readonly user: string;
  readonly password: string;
}

export interface ProxyAddress {
  readonly kind: ProxyKind;
  /** As in a URL: canonical, an IPv6 address in brackets. */
  readonly host: string;
  readonly port: number;
  readonly signIn?: SignIn;
}

const usualPort: Readonly<Record<ProxyKind, number>> = {
  sni: 443,
  http: 80,
  https: 443,
  socks5: 1080,
  socks5h: 1080,
};

/**
 * Reads what stands behind `kind:`. Out: the address, canonical. Calls `fail`, which throws, with what is wrong; the
 * words hold nothing of what was typed, which may be a password.
 */
export function parseProxyAddress(
  kind: ProxyKind,
  text: string,
  fail: (problem: string) => never,
): ProxyAddress {
  if (!text.startsWith("//")) return fail(`after ${kind}: write // and the relay's host and port`);
  const whole = text.slice(2).replace(/\/$/, "");
  const at = whole.lastIndexOf("@");
  const server = whole.slice(at + 1);
  if (/[/?\\]/.test(server) || (at >= 0 && /[/?\\]/.test(whole.slice(0, at))))
    return fail(
      "it is a host and a port, without a path; write / and ? in a password as %2F and %3F (relays with a path begin with reverse: or prefix:)",
    );
  const [, name = "", digits] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(server) ?? [];
  const host = URL.parse(`http://${name}/`)?.hostname ?? "";
  if (name === "" || host === "") return fail("it has no host that can be read; write HOST:PORT");
  const port = digits === undefined ? usualPort[kind] : Number(digits);
  if (port < 1 || port > 65_535) return fail("its port must be between 1 and 65535");
  if (at < 0) return { kind, host, port };
  return { kind, host, port, signIn: parseSignIn(kind, whole.slice(0, at), fail) };
}

/** Writes an address so that parseProxyAddress reads the same one. Carries secrets. */
export function printProxyAddress({ kind, host, port, signIn }: ProxyAddress): string {
  const who = signIn ? `${encodeURIComponent(signIn.user)}:${encodeURIComponent(signIn.password)}@` : "";
  return `${kind}://${who}${host}:${port}`;
}

/** RFC 1929, section 2. */
function fits(word: string): boolean {
  return word !== "" && new TextEncoder().encode(word).length <= 255;
}

function parseSignIn(kind: ProxyKind, text: string, fail: (problem: string) => never): SignIn {
  if (kind === "sni") return fail("sni:// takes no user name: nobody could ask for it");
  const colon = text.indexOf(":");
  const user = decode(colon < 0 ? text : text.slice(0, colon), fail);
  const password = colon < 0 ? "" : decode(text.slice(colon + 1), fail);
  if (user === "") return fail("its user name is empty");
  if (/[\u0000-\u001f\u007f]/.test(user + password))
    return fail("its user name or password has a control character");
  if (kind === "http" || kind === "https") {
    // RFC 7617, section 2: the colon ends the user name.
    if (user.includes(":")) return fail("its user name has a colon, which a proxy cannot be told");
    return { user, password };
  }
  if (!fits(user) || !fits(password)) return fail("its user name and password must have 1 to 255 bytes each");
  return { user, password };
}

function decode(text: string, fail: (problem: string) => never): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail("its user name or password has a broken %-escape; write % as %25");
  }
}
