import { vi } from "vitest";
import { createActions } from "../../../renderer/state/actions.ts";
import { emptyAsk, type Ask } from "../../../renderer/state/ask.ts";
import { feed } from "../../../renderer/state/feed.ts";
import { recallOff, type Memory } from "../../../renderer/state/memory.ts";
import { createAppStore } from "../../../renderer/state/store.ts";
import { fakeClient, type Answers } from "./fake-client.ts";
import { relays, url } from "./samples.ts";

/** The page's state over a host in memory, once the first lists are there. The test's timers are fake ones. */
export async function app(answers: Answers = {}, ask: Ask = { ...emptyAsk, url }, memory: Memory = {}) {
  const client = fakeClient({ "relays.list": relays, ...answers });
  const store = createAppStore({ ...ask, off: [...ask.off, ...recallOff(memory)] });
  const actions = createActions(store, client, memory);
  feed(store, client);
  await vi.advanceTimersByTimeAsync(0);
  const inputs = (method: string) =>
    client.calls.filter((call) => call.method === method).map(({ input }) => input);
  return { client, store, actions, inputs };
}
