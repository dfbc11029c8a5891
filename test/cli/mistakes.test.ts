import { createServer, type AddressInfo } from "node:net";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aperiodicBytes, sha256 } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { startOrigin, type Origin } from "./origin.ts";
import { readLines, runCli } from "./process.ts";

/** Everything that can be given wrongly: its code, its sentence, its exit status. */

const body = aperiodicBytes(300_000);
const place = newPlace();
let origin: Origin;

beforeAll(async () => {
  origin = await startOrigin(body);
});
afterAll(async () => {
  await origin.close();
  place[Symbol.dispose]();
});

/** Runs the words with --json and without; the same mistake must be told both ways. */
async function failure(...words: string[]) {
  const [json, plain] = await Promise.all([
    runCli([...words, "--json"], place.env),
    // A data folder of its own, so that neither holds the other's lock.
    runCli(words, { DETOUR_HOME: place.at("other-data") }),
  ]);
  const { lines, last } = readLines(json.stdout);
  if (last.event !== "failed") throw new Error(`it did not fail: ${json.stdout}`);
  expect(lines.filter((line) => line.event !== "progress")).toHaveLength(1);
  expect(plain.stderr).toContain(`detour: ${last.message}\n`);
  expect(plain.stdout).toBe("");
  expect(plain.status).toBe(json.status);
  return { status: json.status, code: last.code, message: last.message, resumable: last.resumable };
}

const url = "http://127.0.0.1:9/file";

describe.concurrent("mistakes in the words: status 2", () => {
  test.each([
    ["not an address", ["get", "not an address"], "bad-url", "not an address"],
    ["no address", ["get", ""], "bad-url", "(empty)"],
    ["a new link", ["get", url, "--continue-with", "nowhere"], "bad-url", "nowhere"],
    ["a mirror", ["get", url, "--mirror", "no where"], "bad-url", "no where"],
    ["a mirror with a user name", ["get", url, "--mirror", "http://me:pw@mirror/f"], "bad-option", "mirror"],
    ["a scheme", ["get", "ftp://example.org/file"], "unsupported-scheme", "ftp:"],
    ["a scheme, compare", ["compare", "file:///etc/passwd"], "unsupported-scheme", "file:"],
    ["a scheme, probe", ["probe", "data:,x"], "unsupported-scheme", "data:"],
    ["a relay's kind", ["get", url, "--relay", "gopher://relay:70"], "bad-relay-spec", "mistake in its kind"],
    [
      "a relay's origin",
      ["get", url, "--relay", "reverse:https://r/"],
      "bad-relay-spec",
      "mistake in its origin address",
    ],
    [
      "a relay's address",
      ["get", url, "--relay", "reverse:r=https://o/"],
      "bad-relay-spec",
      "mistake in its relay address",
    ],
    [
      "a relay's template",
      ["get", url, "--relay", "prefix:https://r/{uri}"],
      "bad-relay-spec",
      "mistake in its template",
    ],
    [
      "a relay's options",
      ["get", url, "--relay", "prefix:https://r/{url}#tok=1"],
      "bad-relay-spec",
      "mistake in its options",
    ],
    ["a relay's name", ["get", url, "--relay", "Tokyo"], "unknown-relay", "Tokyo"],
    ["a relay's file", ["get", url, "--relay", "@/no/such/file"], "bad-option", "/no/such/file"],
    ["mode relay without one", ["get", url, "--route", "relay"], "no-relay", "at least one relay"],
    ["a mode", ["get", url, "--route", "fast"], "bad-option", "--route"],
    ["connections", ["get", url, "--connections", "65"], "bad-option", "--connections"],
    ["a limit", ["get", url, "--limit", "fast"], "bad-option", "--limit"],
    ["a header", ["get", url, "--header", "nonsense"], "bad-option", "--header"],
    ["a checksum", ["get", url, "--checksum", "sha256:12"], "bad-checksum", "64 digits"],
    ["an algorithm", ["get", url, "--checksum", "crc:12345678"], "bad-checksum", "crc"],
    ["a size", ["practice", "--size", "0"], "bad-option", "--size"],
    ["rounds", ["compare", url, "--rounds", "many"], "bad-option", "--rounds"],
    ["an option", ["get", url, "--fast"], "invalid-request", "--fast"],
    ["a missing address", ["get"], "invalid-request", "url"],
    ["a command", ["fetch", url], "invalid-request", "fetch"],
    ["a command of a later release", ["teleport"], "invalid-request", "teleport"],
    ["a port for the gateway", ["gateway", "--port", "70000"], "bad-option", "--port"],
    ["a relay to test", ["relay", "test", "Tokyo"], "unknown-relay", "Tokyo"],
    ["open to all without a password", ["serve", "--listen", "0.0.0.0"], "bad-option", "--password-file"],
    ["a relay to remove", ["relay", "remove", "Tokyo"], "unknown-relay", "Tokyo"],
    [
      "a relay's configuration",
      ["relay", "config", "apache", "--origin", "a.example"],
      "bad-option",
      "nginx",
    ],
    ["a configuration for nobody", ["relay", "config", "nginx"], "bad-option", "--origin"],
    ["a relay to add", ["relay", "add", "Tokyo"], "bad-relay-spec", "kind"],
  ])("%s", async (_, words, code, part) => {
    const failed = await failure(...words);
    expect(failed).toMatchObject({ code, status: 2, resumable: false });
    expect(failed.message).toContain(part);
  });

  test("a mistake in a relay never shows its token", async () => {
    const { message } = await failure(
      "get",
      url,
      "--relay",
      "reverse:https://r/secretpath/=x#token=topsecret",
    );
    expect(message).not.toMatch(/secret/);
  });
});

describe("what the network says: status 1", () => {
  test("nobody listens there", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const failed = await failure("get", `http://127.0.0.1:${port}/file`, "-o", `${place.folder}/`);
    expect(failed).toMatchObject({ code: "unreachable", status: 1, resumable: false });
    expect(failed.message).toContain(`127.0.0.1:${port} could not be reached`);
  });

  test("a name that does not exist", async () => {
    const failed = await failure("get", "http://no-such-host.invalid/file", "-o", `${place.folder}/`);
    expect(failed).toMatchObject({ code: "dns-failed", status: 1, resumable: false });
    expect(failed.message).toContain("no-such-host.invalid");
  });

  test("the file is not there", async () => {
    const failed = await failure("get", new URL("/other", origin.url).href, "-o", `${place.folder}/`);
    expect(failed).toMatchObject({ code: "http-status", status: 1, resumable: false });
    expect(failed.message).toContain("answered 404");
  });
});

describe("the disk", () => {
  test("a folder that cannot be: its parent is a file", async () => {
    writeFileSync(place.at("a-file"), "");
    const failed = await failure("get", origin.url, "-o", place.at("a-file/inside/out.bin"));
    expect(failed).toMatchObject({ code: "folder-not-writable", status: 1, resumable: false });
    expect(failed.message).toContain(place.at("a-file/inside"));
  });

  test("a file that is there stays as it is", async () => {
    writeFileSync(place.at("mine.txt"), "mine");
    const failed = await failure("get", origin.url, "-o", place.at("mine.txt"));
    expect(failed).toMatchObject({ code: "file-exists", status: 1 });
    expect(readFileSync(place.at("mine.txt"), "utf8")).toBe("mine");
  });

  test("the data folder cannot be made", async () => {
    writeFileSync(place.at("b-file"), "");
    const { stdout, status } = await runCli(["get", origin.url, "--json"], {
      DETOUR_HOME: place.at("b-file/data"),
    });
    expect(readLines(stdout).last).toMatchObject({ code: "folder-not-writable" });
    expect(status).toBe(1);
  });
});

describe("a checksum", () => {
  test("that fits", async () => {
    const words = ["get", origin.url, "-o", place.at("good.bin"), "--checksum", `sha256:${sha256(body)}`];
    expect((await runCli(words, place.env)).status).toBe(0);
  });

  test("that does not: the file is kept apart under another name", async () => {
    mkdirSync(place.at("apart"));
    const wrong = "0".repeat(64);
    const words = [
      "get",
      origin.url,
      "-o",
      place.at("apart/out.bin"),
      "--checksum",
      `sha256:${wrong}`,
      "--json",
    ];
    const { status, stdout } = await runCli(words, place.env);
    const { last } = readLines(stdout);
    expect(last).toMatchObject({ event: "failed", code: "checksum-mismatch", resumable: false });
    expect(status).toBe(1);
    const [kept, ...others] = readdirSync(place.at("apart"));
    expect(others).toEqual([]);
    expect(kept).not.toBe("out.bin");
    expect(last.event === "failed" ? last.message : "").toContain(kept);
    expect(sha256(readFileSync(place.at(`apart/${kept}`)))).toBe(sha256(body));
  });
});
