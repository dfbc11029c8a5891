import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import type { FaultServer } from "../helpers/fault-server.ts";
import { fileOf, relaysFrom, serve, startEngine } from "../helpers/engine.ts";

const MB = 1_000_000;
const reverse = (relay: FaultServer, origin: FaultServer) =>
  `reverse:${relay.base}/=${origin.base}/#name=relay`;
const sumOf = (server: FaultServer) => createHash("sha256").update(server.bytes()).digest();

test("a byte that a relay flipped is found by a given checksum, fetched again, and the relay is named", async () => {
  const rate = { rate: 3 * MB };
  const origin = await serve({ size: 12 * MB, handle: () => rate });
  const relay = await serve({
    size: 12 * MB,
    handle: ({ range }) => ({ ...rate, ...(range && range.start > 0 ? { flipByte: range.start + 9 } : {}) }),
  });
  const { get } = await startEngine();
  const checksum = { algorithm: "sha256", hex: sumOf(origin).toString("hex") } as const;
  const view = await get(origin.url, { relays: relaysFrom(reverse(relay, origin)), mode: "all", checksum });
  expect(view.failure).toBeNull();
  expect((await fileOf(view)).equals(origin.bytes())).toBe(true);
  expect(view.warnings).toContain("repaired");
  expect(view.integrity).toMatchObject({ level: "checksum", source: "given", strength: "strong" });
  const problem = view.routes.find(({ route }) => route === "relay")?.problem;
  expect(problem?.code).toBe("different-file");
  expect(problem?.message).toMatch(/byte \d+ differs from direct/);
});

test("a checksum file is asked for directly, never over the relay, and proves the file", async () => {
  const sums = `${sumOf(await serve({ size: 3 * MB })).toString("hex")}  file.bin\n`;
  const origin = await serve({ size: 3 * MB, beside: { "/SHA256SUMS": sums } });
  const relay = await serve({ size: 3 * MB });
  const { get } = await startEngine();
  const view = await get(origin.url, { relays: relaysFrom(reverse(relay, origin)), mode: "all" });
  expect(view.integrity).toMatchObject({ level: "checksum", source: "sidecar", algorithm: "sha256" });
  expect(origin.checksumFiles).toContain("/SHA256SUMS");
  expect(relay.checksumFiles).toEqual([]);
});

test("a Metalink file that the answer names proves the file", async () => {
  const hex = sumOf(await serve({ size: 300_000 })).toString("hex");
  const xml = `<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="file.bin"><size>300000</size><hash type="sha-256">${hex}</hash></file></metalink>`;
  const origin = await serve({
    size: 300_000,
    beside: { "/file.bin.meta4": xml },
    handle: () => ({
      headers: { link: '<file.bin.meta4>; rel=describedby; type="application/metalink4+xml"' },
    }),
  });
  const { get } = await startEngine();
  const view = await get(origin.url, { findChecksum: true });
  expect(view.integrity).toMatchObject({ level: "checksum", source: "metalink", algorithm: "sha256" });
});

test("in mode relay no checksum file is asked for, and the file counts as unproved", async () => {
  const origin = await serve({ size: 3 * MB });
  const relay = await serve({ size: 3 * MB });
  const { get } = await startEngine();
  const relays = relaysFrom(reverse(relay, origin));
  const view = await get(origin.url, { relays, mode: "relay", findChecksum: true });
  expect(view.integrity?.level).toBe("unproved");
  expect(origin.connections).toBe(0);
  expect(relay.checksumFiles).toEqual([]);
});

test("a digest in the answer proves the file without another request", async () => {
  const origin = await serve({ size: 100_000 });
  const digest = sumOf(origin);
  origin.script(() => ({ headers: { "repr-digest": `sha-256=:${digest.toString("base64")}:` } }));
  const { get } = await startEngine();
  const view = await get(origin.url);
  expect(view.integrity).toMatchObject({ level: "checksum", source: "repr-digest", strength: "strong" });
  expect(view.sha256).toBe(digest.toString("hex"));
  expect(origin.requests).toHaveLength(1);
});

test("a file over direct alone is proved by its path; a digest that it fails keeps it aside", async () => {
  const origin = await serve({ size: 100_000 });
  const { get, folder } = await startEngine();
  expect((await get(origin.url)).integrity?.level).toBe("end-to-end");
  origin.script(() => ({ headers: { "x-goog-hash": "crc32c=AAAAAA==" } }));
  const view = await get(`${origin.base}/other.bin`);
  expect(view.failure?.code).toBe("checksum-mismatch");
  expect(view.failure?.message).toContain("crc32c (x-goog-hash)");
  expect((await readdir(folder)).toSorted()).toEqual(["file.bin", "other (wrong crc32c).bin"]);
});
