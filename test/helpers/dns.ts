/** A DNS server for tests: every name under `.test` is an address of loopback, and nothing else is known (RFC 1035). */
import { createSocket } from "node:dgram";
import { once } from "node:events";

export interface TestDns {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** Names that were asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Starts it on a free port. `hosts` gives a name another address than 127.0.0.1. */
export async function startDns(hosts: Readonly<Record<string, string>> = {}): Promise<TestDns> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (query, from) => {
    const { name, end } = questionOf(query);
    asked.push(name);
    const address = hosts[name] ?? (name.endsWith(".test") ? "127.0.0.1" : undefined);
    const isA = query.readUInt16BE(end - 4) === 1;
    const answers = address !== undefined && isA ? 1 : 0;
    const head = Buffer.from(query.subarray(0, 12));
    // An answer, recursion available; 3 is "no such name".
    head.writeUInt16BE(0x8180 | (address === undefined ? 3 : 0), 2);
    head.writeUInt16BE(answers, 6);
    head.writeUInt32BE(0, 8);
    const record = Buffer.from([
      0xc0,
      12,
      0,
      1,
      0,
      1,
      0,
      0,
      0,
      1,
      0,
      4,
      ...(address ?? "").split(".").map(Number),
    ]);
    socket.send(
      Buffer.concat([head, query.subarray(12, end), ...(answers > 0 ? [record] : [])]),
      from.port,
      from.address,
    );
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function questionOf(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 5 };
}
