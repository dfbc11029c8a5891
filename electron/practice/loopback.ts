/** Servers of the practice network listen on 127.0.0.1 alone, on a port that the system chooses. */
import type { Server as HttpServer } from "node:http";
import type { Server, Socket } from "node:net";

export const loopback = "127.0.0.1";

/** Starts to listen; resolves with the port. Rejects with the system's error where the port cannot be had. */
export function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, loopback, () => {
      server.off("error", reject);
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("the server has no port"));
      else resolve(address.port);
    });
  });
}

/** Ends an HTTP server and every connection to it, whatever it is doing. */
export function closeHttp(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Breaks a connection off with a reset, so that nobody takes it for a proper end. */
export function reset(socket: Socket): void {
  // Node cannot reset a socket that was ended already: its handle would stay open for ever.
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
