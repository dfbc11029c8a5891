/** Node's agents over connections that a relay has a part in: for first answers and odd ones, which got reads. */
import http from "node:http";
import type { Duplex } from "node:stream";
import { dial } from "./dial.ts";
import type { Traffic } from "../traffic.ts";
import type { WayTo } from "./way.ts";

/** Each step on the way has so long. */
const stepMs = 15_000;

/** What Node's agents have, and its types do not. */
const usual = http.Agent.prototype as unknown as {
  addRequest(request: http.ClientRequest, options: http.ClientRequestArgs): void;
};

/** One for http, one for https addresses: both get sockets that are ready, TLS and all. */
export function wayAgents(
  way: WayTo,
  options: http.AgentOptions,
  traffic?: Traffic,
): { readonly http: http.Agent; readonly https: http.Agent } {
  return {
    http: new WayAgent("http:", way, options, traffic),
    https: new WayAgent("https:", way, options, traffic),
  };
}

class WayAgent extends http.Agent {
  readonly #way: WayTo;
  readonly #scheme: string;
  readonly #traffic: Traffic | undefined;
  #closing = new AbortController();

  constructor(scheme: "http:" | "https:", way: WayTo, options: http.AgentOptions, traffic?: Traffic) {
    super(options);
    this.#way = way;
    this.#traffic = traffic;
    this.#scheme = scheme;
    // Node refuses an agent of another scheme, and takes the usual port from it.
    Object.assign(this, { protocol: scheme, defaultPort: scheme === "https:" ? 443 : 80 });
  }

  override createConnection(
    options: http.ClientRequestArgs,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    void this.#connect(options, callback);
    return undefined;
  }

  async #connect(
    options: http.ClientRequestArgs,
    tell?: (error: Error | null, socket: Duplex) => void,
  ): Promise<void> {
    const url = this.#urlOf(options);
    const { signal } = this.#closing;
    const traffic = this.#traffic;
    try {
      const { socket } = await dial({
        way: this.#way(url),
        server: url.host,
        signal,
        timeoutMs: stepMs,
        traffic,
      });
      tell?.(null, socket);
    } catch (error) {
      // Node looks at the error first: there is no socket then.
      tell?.(error as Error, undefined as unknown as Duplex);
    }
  }

  /** Node calls it with each request, before its head is written. */
  addRequest(request: http.ClientRequest, options: http.ClientRequestArgs): void {
    const url = this.#urlOf(options);
    // RFC 9112, 3.2.2: a proxy is asked by the whole address; 3.2.4: without a path for the server as a whole.
    const path = request.path === "*" ? "" : request.path;
    if (this.#way(url).absolute) request.path = `${this.#scheme}//${url.host}${path}`;
    usual.addRequest.call(this, request, options);
  }

  override destroy(): void {
    this.#closing.abort(new Error("the route was closed"));
    this.#closing = new AbortController();
    super.destroy();
  }

  #urlOf({ host, port }: http.ClientRequestArgs): URL {
    const name = host?.includes(":") ? `[${host}]` : (host ?? "");
    return new URL(`${this.#scheme}//${name}:${port ?? this.defaultPort}`);
  }

  declare readonly defaultPort: number;
}
