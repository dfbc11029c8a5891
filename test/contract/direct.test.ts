import { dispatch, type Client } from "../../electron/common/contract.ts";
import { createIpcClient } from "../../renderer/client/ipc.ts";
import { clientSuite } from "./client.suite.ts";
import { createMemoryService } from "./memory-service.ts";

clientSuite("direct calls", async () => {
  const service = createMemoryService();
  const client: Client = createIpcClient({
    call: (method, input) => dispatch(service.handlers, method, input),
    on: (listener) => service.on(listener),
  });
  return { client, close: () => service.close() };
});
