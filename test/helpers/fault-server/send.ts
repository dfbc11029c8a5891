/** Sends one answer over a socket, no faster than it is read, with the cuts, stalls and rates of its fault. */
import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { reset } from "../../../electron/practice/loopback.ts";
import type { Answer } from "./answer.ts";
import type { Fault } from "./fault.ts";

const paceMs = 20;

/**
 * Resolves when the answer is sent, or cut as its fault says; rejects when the connection is lost or `signal` aborts.
 * `count` hears of every piece of the body that was written.
 */
export async function sendAnswer(
  socket: Socket,
  answer: Answer,
  fault: Fault,
  signal: AbortSignal,
  count: (bytes: number) => void,
): Promise<void> {
  const write = async (bytes: Buffer | string) => {
    if (socket.destroyed) throw new Error("the client has left");
    if (!socket.write(bytes)) await once(socket, "drain", { signal });
  };
  const chunked = answer.framing === "chunked";
  await write(answer.head);
  let left = fault.cut?.at ?? Infinity;
  let sent = 0;
  for (const whole of answer.body) {
    const piece = whole.subarray(0, left);
    left -= piece.length;
    const rate = sent >= (fault.dripFrom ?? Infinity) ? 1 : fault.rate;
    sent += piece.length;
    for (const paced of pace(piece, rate)) {
      await write(chunked ? chunk(paced) : paced);
      count(paced.length);
      if (rate !== undefined) await sleep(Math.max(paceMs, 1000 / rate), undefined, { signal });
    }
    if (left === 0) break;
  }
  if (fault.cut) return cut(socket, fault.cut.by, signal);
  if (chunked) await write("0\r\n\r\n");
  if (!answer.keepAlive) socket.end();
}

async function cut(socket: Socket, by: "reset" | "fin" | "stall", signal: AbortSignal): Promise<void> {
  if (by === "fin") socket.end();
  else if (by === "stall") await once(socket, "close", { signal });
  else {
    // A reset throws away what the system has not sent yet; the client is to get the bytes before it.
    await sleep(paceMs, undefined, { signal });
    reset(socket);
  }
}

function chunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
}

function* pace(bytes: Buffer, rate: number | undefined): Generator<Buffer> {
  const step = rate === undefined ? bytes.length : Math.max(1, Math.round((rate * paceMs) / 1000));
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}
