/** Opens one connection along a way: TCP, TLS to a relay, the relay's handshake, TLS to the server, as the way has them. */
import net from "node:net";
import tls from "node:tls";
import { AppError, describe } from "../../../common/errors.ts";
import { codeOf, networkError } from "../network-error.ts";
import type { Traffic } from "../traffic.ts";
import { showsPinned, trustSystemAfter } from "./trust.ts";
import type { Secure, Way } from "./way.ts";

const keepAliveProbesMs = 15_000;

export interface Dialling {
  readonly way: Way;
  /** The server of the request, for errors: host and port. */
  readonly server: string;
  readonly signal: AbortSignal;
  /** For each step: name and TCP, TLS, the relay's answer. */
  readonly timeoutMs: number;
  /** Where bytes are read to, without a copy, if the socket can: Node does not read through another socket so. See `raw`. */
  readonly onread?: net.OnReadOpts;
  /** Whether it may still be written to when the server has said all; whoever asks for that ends it himself. */
  readonly halfOpen?: boolean;
  /** Where the bytes of its TCP connection are counted. */
  readonly traffic?: Traffic | undefined;
  /** A TLS session of the server's to resume, and who hears of the next. */
  readonly session?: Buffer | undefined;
  readonly onSession?: (session: Buffer) => void;
}

export interface Dialled {
  readonly socket: net.Socket;
  /** Whether `onread` is in use; else the socket emits `data` as others do. */
  readonly raw: boolean;
}

/**
 * Connects. Rejects with the signal's reason, with AppError `timed-out`, `relay-unreachable`, `relay-untrusted`,
 * `relay-sign-in`, `relay-refused` or `relay-cannot-reach`, or with what socket or TLS said of the server.
 */
export async function dial(dialling: Dialling): Promise<Dialled> {
  try {
    return await dialOnce(dialling);
  } catch (error) {
    // Nothing was sent: once more, with all whom this machine trusts.
    if (dialling.signal.aborted || !trustSystemAfter(error)) throw error;
    return dialOnce(dialling);
  }
}

async function dialOnce(dialling: Dialling): Promise<Dialled> {
  const { way, signal } = dialling;
  signal.throwIfAborted();
  const { relay } = way;
  const ofRelay = (error: unknown) => (relay === undefined ? error : relayError(error, relay));
  const over = way.handshake === undefined && (way.relayTls === undefined || way.serverTls === undefined);
  // Nothing is said before TLS: TCP and TLS are one call, which reads where it is told to.
  if (over && (way.relayTls ?? way.serverTls)) return secureAtOnce(dialling, ofRelay);
  if (over) {
    const socket = net.connect(tcp(dialling, dialling.onread));
    dialling.traffic?.hold(socket);
    await step(dialling, socket, "connect").catch((error: unknown) => give(socket, ofRelay(error)));
    return { socket, raw: dialling.onread !== undefined };
  }
  const tcpSocket = net.connect(tcp(dialling));
  dialling.traffic?.hold(tcpSocket);
  let socket: net.Socket = tcpSocket;
  try {
    await step(dialling, socket, "connect");
    if (way.relayTls) {
      socket = tls.connect({ socket, ...tlsOptions(way.relayTls, {}) });
      dialling.traffic?.wrap(tcpSocket, socket);
      await step(dialling, socket, "secureConnect", way.relayTls);
    }
    if (way.handshake) await limited(dialling, socket, way.handshake(socket));
  } catch (error) {
    return give(socket, signal.aborted ? signal.reason : ofRelay(error));
  }
  if (!way.serverTls) return { socket, raw: false };
  const { session, onSession } = dialling;
  const secure = tls.connect({ socket, ...tlsOptions(way.serverTls, { session }) });
  dialling.traffic?.wrap(tcpSocket, secure);
  try {
    if (onSession) secure.on("session", onSession);
    await step(dialling, secure, "secureConnect", way.serverTls);
    return { socket: secure, raw: false };
  } catch (error) {
    socket.destroy();
    return give(secure, signal.aborted ? signal.reason : behindRelay(error, dialling));
  }
}

/** TCP and TLS in one call: Node then tries all addresses of a name. */
async function secureAtOnce(dialling: Dialling, ofRelay: (error: unknown) => unknown): Promise<Dialled> {
  const { way, signal, onSession } = dialling;
  const secure = way.relayTls ?? way.serverTls;
  if (!secure) throw new Error("no TLS on the way");
  const socket = tls.connect({ ...tlsOptions(secure, dialling), ...tcp(dialling) });
  dialling.traffic?.hold(socket);
  if (onSession) socket.on("session", onSession);
  try {
    await step(dialling, socket, "connect").catch((error: unknown) => {
      throw ofRelay(error);
    });
    await step(dialling, socket, "secureConnect", secure);
    return { socket, raw: dialling.onread !== undefined };
  } catch (error) {
    if (signal.aborted) return give(socket, signal.reason);
    return give(socket, way.relayTls ? ofRelay(error) : behindRelay(error, dialling));
  }
}

function tcp({ way, halfOpen = false }: Dialling, onread?: net.OnReadOpts): net.TcpNetConnectOpts {
  return {
    host: way.host,
    port: way.port,
    // TLS over it does as its socket does.
    allowHalfOpen: halfOpen,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveProbesMs,
    ...(way.lookup ? { lookup: way.lookup } : {}),
    ...(onread ? { onread } : {}),
  };
}

function tlsOptions(
  { host, pin }: Secure,
  { onread, session }: Pick<Dialling, "onread" | "session">,
): tls.ConnectionOptions {
  return {
    ...(net.isIP(host) === 0 ? { servername: host } : { host }),
    ALPNProtocols: ["http/1.1"],
    // A pinned certificate is compared before anything is sent: no authority has a say in it.
    ...(pin === undefined ? {} : { rejectUnauthorized: false }),
    ...(session && pin === undefined ? { session } : {}),
    ...(onread ? { onread } : {}),
  };
}

/** Waits for the event of one step, and checks a pin. Rejects as `dial` says; the socket is the caller's to end. */
async function step(
  dialling: Dialling,
  socket: net.Socket,
  event: "connect" | "secureConnect",
  secure?: Secure,
): Promise<void> {
  await limited(
    dialling,
    socket,
    new Promise<void>((resolve, reject) => {
      let failure: unknown;
      socket.once("error", (error) => {
        failure = error;
        reject(error);
      });
      socket.once("close", () => reject(failure ?? new Error("closed before it was used")));
      socket.once(event, () => resolve());
    }),
  );
  if (secure?.pin !== undefined && socket instanceof tls.TLSSocket && !showsPinned(socket, secure.pin)) {
    throw new PinMismatch();
  }
}

/** Gives a step its time. The socket's later errors are whoever holds it then. */
async function limited<T>(
  { signal, timeoutMs, server }: Dialling,
  socket: net.Socket,
  work: Promise<T>,
): Promise<T> {
  // An error that nobody waits for any more must not end the process.
  if (socket.listenerCount("error", ignore) === 0) socket.on("error", ignore);
  const over = new AbortController();
  const ended = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(new AppError("timed-out", { host: server, detail: `no connection in ${timeoutMs / 1000} s` })),
      timeoutMs,
    );
    const abort = () => reject(signal.reason);
    over.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    });
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    over.abort();
    // Whichever came second has nobody to tell.
    work.catch(ignore);
    ended.catch(ignore);
  }
}

function ignore(): void {
  // Told already, or of no use to anybody.
}

function give(socket: net.Socket, error: unknown): never {
  socket.destroy();
  throw error;
}

class PinMismatch extends Error {
  readonly code = "ERR_TLS_PIN";
  constructor() {
    super("its certificate is not the pinned one");
  }
}

/** What went wrong before the relay was asked, or while it was. */
function relayError(error: unknown, relay: string): AppError {
  if (error instanceof AppError && error.code !== "timed-out") return error;
  if (error instanceof PinMismatch) return new AppError("relay-untrusted", { relay, detail: error.message });
  if (error instanceof AppError) {
    return new AppError("relay-unreachable", { relay, detail: String(error.params["detail"]) });
  }
  const { code } = networkError(error, relay);
  const detail = codeOf(error) || describe(error);
  return new AppError(
    code === "tls-failed" ? "relay-untrusted" : "relay-unreachable",
    { relay, detail },
    error,
  );
}

/** What went wrong between here and the server, with a relay between that cannot speak any more. */
function behindRelay(error: unknown, { way, server }: Dialling): unknown {
  if (error instanceof AppError || way.relay === undefined) return error;
  // A certificate is the server's own. A connection that ends in the middle of the handshake is the relay's word for no.
  if (networkError(error, server).code !== "connection-lost") return error;
  const detail = "it ended the connection; it may not be allowed to carry there";
  return new AppError("relay-cannot-reach", { relay: way.relay, host: server, detail }, error);
}
