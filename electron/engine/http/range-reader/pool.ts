/** The connections of one road, kept alive between requests; no road's limits or failures touch another's. */
import type { WayTo } from "../dial/way.ts";
import type { Traffic } from "../traffic.ts";
import { Connection } from "./connection.ts";

/** Idle connections to one server that are kept. */
const mostIdle = 64;
/** An idle connection is not kept longer: something on the way may have forgotten it by then. */
const idleMs = 30_000;

export interface RangePool {
  /** Whether who is asked for an address is a proxy, which is told the whole of it. */
  absolute(url: URL): boolean;
  /** The idle connection to a server that was used last, taken out of the pool. */
  take(url: URL): Connection | undefined;
  /** A new connection. Rejects as `Connection.open` does; once the pool is closed, as a lost connection. */
  open(url: URL, connectTimeoutMs: number, signal: AbortSignal): Promise<Connection>;
  /** Opens so many connections to a server for requests that will come; those that cannot be had are left out. */
  warm(url: URL, count: number, connectTimeoutMs: number, signal: AbortSignal): void;
  /** Says how long the server keeps a connection once it is idle. */
  hint(connection: Connection, idleMs: number | undefined): void;
  /** Ends all connections, those at work too. */
  close(): void;
}

interface Idle {
  readonly connection: Connection;
  readonly timer: NodeJS.Timeout;
}

/** Makes a road's pool. `way`: how its connections are made; `traffic`: where their bytes are counted (see Route). */
export function createRangePool(way?: WayTo, traffic?: Traffic): RangePool {
  const idle = new Map<string, Idle[]>();
  const all = new Set<Connection>();
  const sessions = new Map<string, Buffer>();
  const hints = new WeakMap<Connection, number>();
  let closed = false;

  const forget = (server: string, connection: Connection) => {
    const list = idle.get(server) ?? [];
    const at = list.findIndex((one) => one.connection === connection);
    if (at < 0) return;
    clearTimeout(list[at]?.timer);
    list.splice(at, 1);
    if (list.length === 0) idle.delete(server);
  };

  const keep = (server: string, connection: Connection) => {
    const list = idle.get(server) ?? [];
    if (closed || list.length >= mostIdle || !connection.usable) return connection.destroy();
    const ms = Math.min(idleMs, hints.get(connection) ?? idleMs);
    const timer = setTimeout(() => connection.destroy(), ms).unref();
    connection.rest();
    list.push({ connection, timer });
    idle.set(server, list);
  };

  const open = async (url: URL, connectTimeoutMs: number, signal: AbortSignal) => {
    const server = url.origin;
    const connection = await Connection.open({
      url,
      way: way?.(url),
      connectTimeoutMs,
      signal,
      traffic,
      session: sessions.get(server),
      onSession: (session) => sessions.set(server, session),
    }).catch((error: unknown) => {
      sessions.delete(server);
      throw error;
    });
    all.add(connection);
    connection.onFree = () => keep(server, connection);
    connection.onGone = () => {
      all.delete(connection);
      forget(server, connection);
    };
    if (closed) connection.destroy();
    return connection;
  };

  return {
    absolute: (url) => way?.(url).absolute === true,
    take(url) {
      const connection = idle.get(url.origin)?.findLast((one) => one.connection.usable)?.connection;
      if (connection) forget(url.origin, connection);
      return connection;
    },
    open,
    warm(url, count, connectTimeoutMs, signal) {
      const server = url.origin;
      for (let dialled = 0; dialled < count; dialled++) {
        open(url, connectTimeoutMs, signal).then(
          (connection) => keep(server, connection),
          () => undefined,
        );
      }
    },
    hint(connection, ms) {
      // A second less than promised, so that no request meets the server's farewell.
      if (ms !== undefined) hints.set(connection, Math.max(0, ms - 1000));
    },
    close() {
      closed = true;
      for (const connection of all) connection.destroy();
    },
  };
}
