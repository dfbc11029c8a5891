import { once } from "node:events";
import { createServer } from "node:net";
import { listen } from "../../electron/practice/loopback.ts";

/** A port of loopback that was free a moment ago, for a server that has to be told one. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, "close");
  return port;
}
