/** One suite for every way to the service: what a client may rely on, whatever carries its calls. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../../electron/common/contract.ts";
import { AppError } from "../../electron/common/errors.ts";

export interface Connected {
  readonly client: Client;
  close(): Promise<void>;
}

/** A call by any name with any input, as a hostile or outdated page would send it. */
type AnyCall = (method: unknown, input?: unknown) => Promise<unknown>;

const failureOf = (answer: Promise<unknown>) =>
  answer.then(
    () => "no failure",
    (error: unknown) => (error instanceof AppError ? { code: error.code, params: error.params } : error),
  );

/** Runs the cases over one way. `connect` starts a memory service (memory-service.ts) and a client of it. */
export function clientSuite(way: string, connect: () => Promise<Connected>): void {
  describe(`a client over ${way}`, () => {
    let connected: Connected;
    let client: Client;
    let callAny: AnyCall;
    beforeAll(async () => {
      connected = await connect();
      client = connected.client;
      callAny = (method, input) => (client as unknown as { call: AnyCall }).call(method, input);
    });
    afterAll(() => connected?.close());

    test("gets answers", async () => {
      expect(await client.call("settings.get")).toMatchObject({ connections: 8, mode: "auto" });
      expect(await client.call("limits.now")).toMatchObject({ limit: null, until: null, zone: "UTC" });
      expect(await client.call("folder.pick")).toBeNull();
      expect(await client.call("downloads.clear", { failed: true })).toEqual({ count: 0 });
      expect(await client.call("downloads.onFinish", { id: "1", onFinish: null })).toBeUndefined();
      expect(await client.call("downloads.pause", { id: "1" })).toBeUndefined();
    });

    test("keeps calls apart that are at work at once", async () => {
      const answers = await Promise.all([
        client.call("downloads.list"),
        client.call("practice.get"),
        client.call("app.info"),
      ]);
      expect(answers).toMatchObject([[], { running: false }, { version: "0.0.0" }]);
    });

    test("gets errors with their code and parameters", async () => {
      expect(await failureOf(client.call("relays.remove", { id: "7" }))).toEqual({
        code: "not-found",
        params: { what: "relay", id: "7" },
      });
      await expect(client.call("relays.remove", { id: "7" })).rejects.toThrow(
        "There is no relay with the number 7.",
      );
    });

    test("gets a fault of the host as `internal`", async () => {
      const failure = await failureOf(client.call("relays.spec", { id: "7" }));
      expect(failure).toEqual({ code: "internal", params: { detail: "a fault of the host's own" } });
    });

    test("gets no answer that breaks the contract", async () => {
      expect(await failureOf(client.call("relays.list"))).toMatchObject({ code: "internal" });
    });

    test.each(["nothing.here", "__proto__", "toString", "constructor", "hasOwnProperty", "", 7, null])(
      "is refused a method named %j",
      async (name) => {
        expect(await failureOf(callAny(name))).toMatchObject({ code: "invalid-request" });
      },
    );

    test.each([
      ["relays.remove", undefined],
      ["relays.remove", { id: 7 }],
      ["relays.remove", "7"],
      ["settings.set", { connections: 0 }],
      ["settings.set", { mode: "fastest" }],
      ["settings.set", { schedule: [{ days: [], from: 0, to: 0, limit: null }] }],
      ["settings.set", { schedule: [{ days: [1], from: 0, to: 1440, limit: null }] }],
      ["downloads.add", { url: "", mode: "auto", relays: [] }],
      ["downloads.add", { url: "https://a.example/", mode: "auto", relays: [], start: "later" }],
      ["downloads.add", { url: "https://a.example/", mode: "auto", relays: [], start: { at: -1 } }],
      ["downloads.schedule", { id: "1", at: "02:00" }],
      ["downloads.restart", {}],
      ["settings.set", { retries: -1 }],
      ["downloads.move", { ids: [], to: "top" }],
      ["downloads.move", { ids: ["1"], to: "left" }],
      ["downloads.move", { ids: ["1"], to: { before: "2", after: "3" } }],
      ["downloads.priority", { ids: ["1"], priority: "urgent" }],
    ])("is refused %s with the input %j", async (method, input) => {
      expect(await failureOf(callAny(method, input))).toMatchObject({ code: "invalid-request" });
    });

    test("moves downloads in the queue, and hears the new places", async () => {
      const places = await client.call("downloads.move", { ids: ["1", "2"], to: { before: "3" } });
      expect(places).toEqual([
        { id: "1", order: 0.5 },
        { id: "2", order: 1.5 },
      ]);
      expect(await client.call("downloads.priority", { ids: ["1"], priority: "high" })).toBeUndefined();
    });

    test("begins downloads again and plans them", async () => {
      expect(await client.call("downloads.restart", { id: "1" })).toBeUndefined();
      expect(await client.call("downloads.schedule", { id: "1", at: 1_795_000_000_000 })).toBeUndefined();
      expect(await client.call("downloads.schedule", { id: "1", at: null })).toBeUndefined();
      expect(await client.call("settings.get")).toMatchObject({ retries: null, retryWait: 5 });
    });

    test("hears events until it no longer listens", async () => {
      const heard: number[] = [];
      const others: unknown[] = [];
      const stop = client.on("settings.changed", ({ connections }) => heard.push(connections));
      const stopOthers = client.on("downloads.removed", (data) => others.push(data));
      await client.call("settings.set", { connections: 11 });
      await expect.poll(() => heard).toEqual([11]);
      stop();
      await client.call("settings.set", { connections: 12 });
      await client.call("downloads.remove", { id: "3" });
      await expect.poll(() => others).toEqual([{ id: "3" }]);
      expect(heard).toEqual([11]);
      stopOthers();
    });

    test("hears an event once for each listener, the same function twice too", async () => {
      let heard = 0;
      const listener = () => void heard++;
      const stops = [client.on("downloads.removed", listener), client.on("downloads.removed", listener)];
      await client.call("downloads.remove", { id: "4" });
      await expect.poll(() => heard).toBe(2);
      stops[0]?.();
      await client.call("downloads.remove", { id: "5" });
      await expect.poll(() => heard).toBe(3);
      stops[1]?.();
    });
  });
}
