/**
 * Who may knock. Threat model: any web page in the user's browser can send requests to a loopback port, and a name that
 * an attacker owns can be made to resolve to it (DNS rebinding). So before anything is routed, a request must name this
 * server in its one Host header, and must not come from another site. Who may enter is sessions.ts's business.
 */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** What a refused request is told; `status` is an HTTP status code. */
export interface Refusal {
  readonly status: 400 | 403 | 421;
  readonly reason: string;
}

export interface DoorOptions {
  /** The port this server listens on, asked for at each request since it is known only after listening. */
  readonly port: () => number;
  /**
   * Whether other machines may call. Then every address literal and this machine's name are fitting hosts too: a
   * rebinding attack needs a name of its own, never an address.
   */
  readonly remote: boolean;
  readonly machine: string;
}

export interface Door {
  /** The refusal that a request or an upgrade deserves, or undefined where it may pass. */
  refusal(request: IncomingMessage): Refusal | undefined;
}

const loopbackNames = ["127.0.0.1", "localhost", "[::1]"];

/** Builds the check for one server. */
export function createDoor(options: DoorOptions): Door {
  const isOurs = (host: string) => isOurHost(host.toLowerCase(), options);
  return {
    refusal(request) {
      // An absolute target (`GET http://other/`) would override Host; only proxies get those, and this is none.
      if (!request.url?.startsWith("/")) return { status: 421, reason: "This is not a proxy." };
      const hosts = headerValues(request, "host");
      const [host] = hosts;
      if (hosts.length !== 1 || host === undefined || !isOurs(host))
        return { status: 421, reason: "This server has another name." };
      if (request.headers["sec-fetch-site"] === "cross-site" && !isHandOver(request))
        return { status: 403, reason: "Requests from other sites are refused." };
      if (needsOrigin(request) && !isSameOrigin(request, host.toLowerCase()))
        return { status: 403, reason: "Requests from other sites are refused." };
      return undefined;
    },
  };
}

/**
 * The one thing that another site may do: lead a person, in a tab of his own, to the page that shows an address and asks. The
 * page knows nothing of Detour, and nothing comes of it without a click there, which is this server's own.
 */
function isHandOver(request: IncomingMessage): boolean {
  return (
    request.method === "GET" &&
    request.url?.startsWith("/add?") === true &&
    request.headers["sec-fetch-mode"] === "navigate" &&
    request.headers["sec-fetch-dest"] === "document" &&
    request.headers.origin === undefined
  );
}

/** Reading pages is free of Origin; whatever may change something must name its own. */
function needsOrigin(request: IncomingMessage): boolean {
  const reads = request.method === "GET" || request.method === "HEAD";
  return !reads || request.headers.upgrade !== undefined || request.headers.origin !== undefined;
}

function isSameOrigin(request: IncomingMessage, host: string): boolean {
  const origins = headerValues(request, "origin");
  return origins.length === 1 && origins[0]?.toLowerCase() === `http://${host}`;
}

function isOurHost(host: string, { port, remote, machine }: DoorOptions): boolean {
  const suffix = `:${port()}`;
  // A browser leaves the port out of Host where it is the scheme's own.
  const name = host.endsWith(suffix) ? host.slice(0, -suffix.length) : port() === 80 ? host : undefined;
  if (name === undefined) return false;
  if (loopbackNames.includes(name)) return true;
  if (!remote) return false;
  const address = name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
  return isIP(address) !== 0 || name === machine.toLowerCase();
}

/** Every value of a header as it was sent; Node's own `headers` would hide a second Host. */
function headerValues(request: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    if (request.rawHeaders[at]?.toLowerCase() === name) values.push(request.rawHeaders[at + 1] ?? "");
  }
  return values;
}
