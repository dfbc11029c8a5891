import { once } from "node:events";
import { createServer } from "node:net";
import { listen } from "../../electron/practice/loopback.ts";
import { codeOf } from "../../electron/engine/http/network-error.ts";

/** Below those that systems hand out by themselves, to listeners on port 0 and to every connection (32768 on Linux, 49152 by RFC 6335). */
const first = 20_000;
const perWorker = 1000;
/** Test files run beside each other; each worker has ports of its own. */
const worker = Number(process.env["VITEST_POOL_ID"] ?? 0) % 12;
let given = process.pid % perWorker;

/**
 * A port of loopback for a server that has to be told one: free a moment ago, and not one that anybody else is given in
 * the moment until that server listens.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < perWorker; tries++) {
    given = (given + 1) % perWorker;
    const server = createServer();
    try {
      const port = await listen(server, first + worker * perWorker + given);
      server.close();
      await once(server, "close");
      return port;
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE") throw error;
    }
  }
  throw new Error(`no free port from ${first + worker * perWorker} on`);
}
