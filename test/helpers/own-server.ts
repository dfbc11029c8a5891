import type { AddressInfo, Server, Socket } from "node:net";
import { onTestFinished } from "vitest";

/**
 * Lets a server of one test listen on a free port of loopback; it ends with the test, whatever its connections do. Out: the
 * port, and the connections that are open.
 */
export async function listenHere(
  server: Server,
): Promise<{ readonly port: number; readonly open: ReadonlySet<Socket> }> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, open };
}
