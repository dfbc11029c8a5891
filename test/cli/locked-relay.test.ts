/** A relay whose password the desktop app keeps by the system's keychain, on the command line, which has none. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCipher, keyBytes } from "../../electron/engine/store/cipher.ts";
import { openStore } from "../../electron/engine/store/store.ts";
import { aperiodicBytes } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { startOrigin, type Origin } from "./origin.ts";
import { readLines, runCli } from "./process.ts";

let origin: Origin;
beforeAll(async () => {
  origin = await startOrigin(aperiodicBytes(200_000));
});
afterAll(() => origin.close());

test("it stays in the list, is left out of a download by a sentence, and is never asked with a wrong password", async () => {
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
