/**
 * For `node --import`: writes each connection, look-up and child process of its process to the file that
 * DETOUR_TEST_NETWORK names, one JSON line each. It listens below every library, where Node hands them to the system.
 */
import { createHook } from "node:async_hooks";
import { appendFileSync } from "node:fs";

const file = process.env["DETOUR_TEST_NETWORK"];
if (file === undefined) throw new Error("DETOUR_TEST_NETWORK is not set");

/** Node's types of handles (async_hooks): what each of them stands for. */
const kinds: Readonly<Record<string, "connect" | "look-up" | "other">> = {
  TCPCONNECTWRAP: "connect",
  PIPECONNECTWRAP: "connect",
  GETADDRINFOREQWRAP: "look-up",
  GETNAMEINFOREQWRAP: "look-up",
  QUERYWRAP: "look-up",
  UDPWRAP: "other",
  UDPSENDWRAP: "other",
  PROCESSWRAP: "other",
};

let waiting: (() => void)[] = [];
const write = () => {
  const all = waiting;
  waiting = [];
  for (const one of all) one();
};

createHook({
  init(_id, type, _trigger, resource) {
    const kind = kinds[type];
    if (kind === undefined) return;
    // Node fills the object in after it was made, and before anything else runs.
    waiting.push(() => {
      const { address, port, hostname } = resource as { address?: string; port?: number; hostname?: string };
      const what = kind === "connect" ? `${address}:${port}` : kind === "look-up" ? `${hostname}` : type;
      appendFileSync(file, `${JSON.stringify({ kind, what })}\n`);
    });
    queueMicrotask(write);
  },
}).enable();
process.on("exit", write);
