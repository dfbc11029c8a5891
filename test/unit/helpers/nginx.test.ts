import { afterAll, expect, test } from "vitest";
import { SeededBytes } from "../../../electron/practice/seeded-bytes.ts";
import { startNginxOrigin, startNginxReverseRelay } from "../../helpers/nginx.ts";
import { rawRequest } from "../../helpers/raw-http.ts";

const open: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(open.map((part) => part.close())));

test("a real relay in front of a real origin", async () => {
  const bytes = new SeededBytes("nginx").slice(0, 1_000_000);
  const origin = await startNginxOrigin({ files: { "files/a.bin": bytes } });
  open.push(origin);
  const relay = await startNginxReverseRelay({ originPort: origin.port, prefix: "/r/" });
  open.push(relay);
  const answer = await rawRequest(relay.port, {
    path: "/r/files/a.bin",
    headers: { range: "bytes=1000-1999" },
  });
  expect([answer.status, answer.headers["x-relay-up"]]).toEqual([206, "206"]);
  expect(answer.body.equals(bytes.subarray(1000, 2000))).toBe(true);
  expect((await rawRequest(relay.port, { path: "/files/a.bin" })).status).toBe(404);
  expect(await origin.log("access")).toContain("GET /files/a.bin");
});

test("a configuration that nginx refuses is an error that says why", async () => {
  const broken = startNginxOrigin({ files: {} }, { server: "no_such_directive on;" });
  await expect(broken).rejects.toThrow(/no_such_directive/);
});
