import { createWsClient } from "../../renderer/client/ws.ts";
import { clientSuite } from "./client.suite.ts";
import { createMemoryService } from "./memory-service.ts";
import { enter, openSocket, startTestHost } from "./test-host.ts";

clientSuite("HTTP and WebSocket", async () => {
  const service = createMemoryService();
  const host = await startTestHost({ service });
  const cookie = await enter(host.url);
  const client = await createWsClient({ open: () => openSocket(host.origin, { cookie }) });
  return {
    client,
    async close() {
      client.close();
      await host.close();
    },
  };
});
