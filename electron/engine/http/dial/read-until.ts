/** Reads what a relay says before it steps back, byte for byte and no further. */
import type net from "node:net";

/** What a judge says of the bytes so far: how long the message is, or that more must come. */
export type Judge = (bytes: Buffer) => number | "more";

/**
 * Reads until the judge knows where the message ends; what follows it stays in the socket. Out: the message. Rejects with
 * what the judge throws, the socket's error, or an Error where it is closed before.
 */
export function readUntil(socket: net.Socket, judge: Judge): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0);
    const settle = (then: () => void) => {
      socket.off("readable", read);
      socket.off("end", closed);
      socket.off("error", failed);
      socket.off("close", closed);
      then();
    };
    const failed = (error: unknown) => settle(() => reject(error));
    const closed = () => failed(new Error("closed without an answer"));
    const read = () => {
      for (let part: unknown = socket.read(); Buffer.isBuffer(part); part = socket.read()) {
        bytes = bytes.length === 0 ? part : Buffer.concat([bytes, part]);
        let end: number | "more";
        try {
          end = judge(bytes);
        } catch (error) {
          return failed(error);
        }
        if (end === "more") continue;
        const rest = bytes.subarray(end);
        return settle(() => {
          if (rest.length > 0) socket.unshift(rest);
          resolve(bytes.subarray(0, end));
        });
      }
      if (socket.readableEnded || socket.destroyed) closed();
    };
    socket.on("readable", read);
    socket.once("end", closed);
    socket.once("error", failed);
    socket.once("close", closed);
    read();
  });
}
