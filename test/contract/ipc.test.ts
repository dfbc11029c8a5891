import path from "node:path";
import type { EventName, Reply } from "../../electron/common/contract.ts";
import { ensureBuilt } from "../../build/ensure-built.ts";
import { createIpcClient } from "../../renderer/client/ipc.ts";
import { launchApp } from "../helpers/app.ts";
import { clientSuite } from "./client.suite.ts";

type Heard = (event: EventName, data: unknown) => void;

// The renderer's client runs here; its bridge is the real one, in the page, reached through Playwright.
clientSuite("Electron's IPC", async () => {
  await ensureBuilt();
  const running = await launchApp({ target: path.join(import.meta.dirname, "ipc-app.ts") });
  const { page } = running;
  const listeners = new Set<Heard>();
  await page.exposeFunction("heard", (event: EventName, data: unknown) => {
    for (const listener of listeners) listener(event, data);
  });
  await page.evaluate(() => {
    const { heard } = window as unknown as { heard: Heard };
    window.detour?.on((event, data) => heard(event, data));
  });
  const client = createIpcClient({
    call: (method, input) =>
      page.evaluate(
        ([method, input]) => window.detour?.call(method as string, input),
        [method, input],
      ) as Promise<Reply>,
    on: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });
  return { client, close: () => running.close() };
});
