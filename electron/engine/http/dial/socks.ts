/**
 * SOCKS5: asking for a connection (RFC 1928, sign-in by RFC 1929). Written here since libraries keep the password in the
 * errors that they throw, and tell the relay's replies by words alone.
 */
import net from "node:net";
import { AppError } from "../../../common/errors.ts";
import type { SignIn } from "../../../common/proxy-address.ts";
import { readUntil } from "./read-until.ts";

export interface SocksRequest {
  /** The relay's name, for errors. */
  readonly relay: string;
  /** A name (the relay looks it up) or an address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly signIn?: SignIn | undefined;
}

/** RFC 1928, section 6. */
const replies: Readonly<Record<number, string>> = {
  1: "it says: general failure",
  2: "its rules do not allow it",
  3: "it says: network unreachable",
  4: "it says: host unreachable",
  5: "it says: connection refused",
  6: "it says: TTL expired",
  7: "it does not know the command",
  8: "it does not know this kind of address",
};
/** Replies that will be the same next time. */
const refusals = new Set([2, 7, 8]);

/**
 * Asks on a connected socket, and resolves when the connection stands: what is read next is the server's. Rejects with
 * AppError `relay-sign-in`, `relay-refused`, `relay-cannot-reach`, `relay-unreachable` (it is no SOCKS5 server), or what
 * the socket said.
 */
export async function socksThrough(socket: net.Socket, request: SocksRequest): Promise<void> {
  const { relay, signIn } = request;
  const odd = () =>
    new AppError("relay-unreachable", { relay, detail: "what answers there is no SOCKS5 server" });
  socket.write(Buffer.from(signIn ? [5, 2, 0, 2] : [5, 1, 0]));
  const [version, method] = await readUntil(socket, exactly(2, 5, odd));
  if (version !== 5) throw odd();
  if (method === 0xff || (method === 2 && !signIn))
    throw new AppError("relay-sign-in", { relay, detail: signIn ? "it takes none" : "it asks for one" });
  if (method === 2 && signIn) {
    socket.write(signInMessage(signIn));
    const [, status] = await readUntil(socket, exactly(2, 1, odd));
    if (status !== 0) throw new AppError("relay-sign-in", { relay, detail: "wrong user name or password" });
  } else if (method !== 0) throw odd();
  socket.write(connectMessage(request));
  const reply = await readUntil(socket, (bytes) => replyLength(bytes, odd));
  const code = reply[1] ?? 1;
  if (code === 0) return;
  const params = {
    relay,
    host: `${request.host}:${request.port}`,
    detail: replies[code] ?? `it says: failure ${code}`,
  };
  throw new AppError(refusals.has(code) ? "relay-refused" : "relay-cannot-reach", params);
}

function exactly(length: number, first: number, odd: () => AppError) {
  return (bytes: Buffer): number | "more" => {
    if (bytes[0] !== first) throw odd();
    return bytes.length < length ? "more" : length;
  };
}

function replyLength(bytes: Buffer, odd: () => AppError): number | "more" {
  if (bytes[0] !== 5) throw odd();
  // Some servers end after the code where they refuse.
  if (bytes.length >= 2 && bytes[1] !== 0) return bytes.length;
  if (bytes.length < 5) return "more";
  const kind = bytes[3];
  const address = kind === 1 ? 4 : kind === 4 ? 16 : kind === 3 ? 1 + (bytes[4] ?? 0) : undefined;
  if (address === undefined) throw odd();
  const length = 4 + address + 2;
  return bytes.length < length ? "more" : length;
}

function signInMessage({ user, password }: SignIn): Buffer {
  const [name, word] = [Buffer.from(user), Buffer.from(password)];
  return Buffer.concat([Buffer.from([1, name.length]), name, Buffer.from([word.length]), word]);
}

function connectMessage({ host, port }: SocksRequest): Buffer {
  return Buffer.concat([Buffer.from([5, 1, 0]), addressOf(host), Buffer.from([port >> 8, port & 255])]);
}

function addressOf(host: string): Buffer {
  const version = net.isIP(host);
  if (version === 4) return Buffer.from([1, ...host.split(".").map(Number)]);
  if (version === 6) return Buffer.from([4, ...words(host).flatMap((word) => [word >> 8, word & 255])]);
  const name = Buffer.from(host, "latin1");
  return Buffer.concat([Buffer.from([3, name.length]), name]);
}

/** The eight words of an IPv6 address as URLs write it: hexadecimal, with at most one `::`. */
function words(host: string): readonly number[] {
  const [before = "", after] = host.split("::");
  const [head, tail] = [hexWords(before), hexWords(after ?? "")];
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

function hexWords(text: string): readonly number[] {
  return text === "" ? [] : text.split(":").map((word) => Number.parseInt(word, 16));
}
