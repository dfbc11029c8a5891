/** What the desktop app keeps by the system's keychain, on the command line, which has none. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { createCipher, keyBytes } from "../../electron/engine/store/cipher.ts";
import { openStore } from "../../electron/engine/store/store.ts";
import { finishedRecord } from "../helpers/records.ts";
import { aperiodicBytes } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { startOrigin, type Origin } from "./origin.ts";
import { readLines, runCli } from "./process.ts";

let origin: Origin;
const body = aperiodicBytes(200_000);
beforeAll(async () => {
  origin = await startOrigin(body);
});
afterAll(() => origin.close());

test("a relay stays in the list, is left out of a download by a sentence, and is never asked with a wrong password", async () => {
  using place = newPlace();
  const store = openStore(place.env["DETOUR_HOME"] ?? "");
  store.secrets.use(createCipher(new Map([["k", randomBytes(keyBytes)]]), "k"), true);
  store.relays.save({
    id: "r",
    spec: `http://me:s3cret@${new URL(origin.url).host}#name=Office`,
    practice: false,
  });
  store.close();
  expect((await runCli(["relay", "list"], place.env)).stdout).toContain("Office");

  const get = await runCli(["get", origin.url, "-o", `${place.folder}/`, "--json"], place.env);
  expect(get.status).toBe(0);
  const asked = await runCli(["probe", origin.url, "--relay", "Office", "--json"], place.env);
  expect(asked.stdout + asked.stderr).toContain("secret-locked");
  const only = await runCli(
    ["get", origin.url, "--relay", "Office", "--route", "relay", "-o", place.at("two"), "--json"],
    place.env,
  );
  expect(readLines(only.stdout).last).toMatchObject({ event: "failed", code: "secret-locked" });
  expect(only.stderr + only.stdout).not.toContain("(kept)");
});

test("a download is not gone on with, and not without its cookie; who gives that again goes on", async () => {
  using place = newPlace();
  const store = openStore(place.env["DETOUR_HOME"] ?? "");
  store.secrets.use(createCipher(new Map([["k", randomBytes(keyBytes)]]), "k"), true);
  store.downloads.save({
    ...finishedRecord(1, place.folder),
    source: origin.url,
    state: "paused",
    relays: [],
    headers: { cookie: "session=s3cret" },
    fileName: null,
    partName: null,
    identity: null,
    integrity: null,
    done: [],
    counts: {},
    finishedAt: null,
    endedAt: null,
  });
  store.close();
  const before = origin.requests.length;
  const get = ["get", origin.url, "-o", `${place.folder}/`, "--json"];
  const refused = await runCli(get, place.env);
  expect(refused.status).toBe(3);
  expect(readLines(refused.stdout).last).toMatchObject({ event: "failed", code: "headers-locked" });
  expect(refused.stderr + refused.stdout).not.toContain("(kept)");
  expect(origin.requests).toHaveLength(before);
  const again = await runCli([...get, "--header", "Cookie: session=s3cret"], place.env);
  expect(again.status).toBe(0);
  expect(readFileSync(place.at("file.bin")).equals(body)).toBe(true);
  const sent = origin.requests.slice(before).map(({ headers }) => headers["cookie"]);
  expect(new Set(sent)).toEqual(new Set(["session=s3cret"]));
});
