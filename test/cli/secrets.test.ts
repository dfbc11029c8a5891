import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  redirect,
  startFaultServer,
  type Fault,
  type FaultRequest,
  type FaultServer,
} from "../helpers/fault-server.ts";
import { relaysFrom, startEngine } from "../helpers/engine.ts";
import type { Log } from "../../electron/engine/log.ts";
import { newPlace, type Place } from "./folder.ts";
import { startOrigin } from "./origin.ts";
import { runCli, startCli } from "./process.ts";

/**
 * Nothing secret is ever told: not in JSON, not to a person, not with DETOUR_DEBUG=1, not in a file's name. Each secret
 * is a canary of its own, so that one that sings says where it came from.
 */

const canary = (where: string) => `C4N4RY${where}`;
const song = /c4n4ry\w*/gi;
const userinfo = `${canary("user")}:${canary("password")}`;

const headers = [
  `Authorization: Bearer ${canary("authorization")}`,
  `Cookie: session=${canary("cookie")}`,
  `X-Api-Key: ${canary("apikey")}`,
].flatMap((header) => ["--header", header]);

const withErrors = (_: string, value: unknown) =>
  value instanceof Error ? `${value.stack} ${String(value.cause)}` : value;

/** What a text tells of the canaries; nothing where all is well. */
function songs(text: string): readonly string[] {
  const coded = [userinfo, `Bearer ${canary("authorization")}`].flatMap((secret) => {
    const base64 = Buffer.from(secret).toString("base64").replace(/=+$/, "");
    return text.includes(base64) ? [`base64 of ${secret}`] : [];
  });
  return [...new Set([...(text.match(song) ?? []), ...coded])];
}

/** Faults by the first part of the path, whether it is asked for directly or through a relay. */
function answerOf({ url, range }: FaultRequest): Fault | undefined {
  const secret = `X-Amz-Signature=${canary("location")}`;
  if (url.includes("/denied/")) return { status: 403, body: `no: ${canary("page")}` };
  if (url.includes("/missing/")) return { status: 404, body: canary("page") };
  if (url.includes("/loop/")) return redirect(`/loop/file.bin?${secret}`);
  if (url.includes("/ftp/")) return redirect(`ftp://${userinfo}@127.0.0.1/${canary("place")}?${secret}`);
  if (url.includes("/nonsense/")) return redirect(`http://${userinfo}@:0:0/${canary("place")}?${secret}`);
  if (url.includes("/refused/")) return redirect(`http://${userinfo}@127.0.0.1:1/file.bin?${secret}`);
  if (url.includes("/signed/")) return redirect(`/file.bin?${secret}`);
  if (url.includes("/expired/")) return redirect(`/denied/file.bin?${secret}`);
  if (url.includes("/page/")) return { body: canary("page"), headers: { "content-type": "text/html" } };
  if (url.includes("/gzip/")) return { coding: "gzip" };
  if (url.includes("/badrange/")) return { contentRange: `bytes ${canary("range")}` };
  if (url.includes("/badhead/")) return { raw: `HTTP/1.1 200 OK\r\n${canary("head")}\u0001\r\n\r\n` };
  if (url.includes("/slow/")) return { rate: 40_000 };
  if (url.includes("/other/")) return { seed: "other", etag: `"${canary("etag")}"`, lastModified: null };
  if (url.includes("/changed/") && (range?.start ?? 0) > 0)
    return { seed: "other", etag: `"${canary("etag")}"`, lastModified: null };
  return undefined;
}

let server: FaultServer;
let place: Place;
beforeAll(async () => {
  server = await startFaultServer({ size: 200_000, handle: answerOf });
  place = newPlace();
});
afterAll(async () => {
  await server.close();
  place[Symbol.dispose]();
});

let runs = 0;

/** Runs the words in all three ways of telling, each with a home and a folder of its own. Out: all that was told. */
async function tell(words: readonly string[], own = newHome()): Promise<string> {
  let told = "";
  for (const [more, debug] of [
    [["--json"], "1"],
    [[], "1"],
    [[], "0"],
  ] as const) {
    const cwd = place.at(`run-${++runs}`);
    mkdirSync(cwd);
    const run = await runCli([...words, ...more], { DETOUR_HOME: own, DETOUR_DEBUG: debug }, cwd);
    told += `${run.stdout}\n${run.stderr}\n${readdirSync(cwd, { recursive: true }).join("\n")}\n`;
  }
  return `${told}${readdirSync(own, { recursive: true }).join("\n")}\n`;
}

function newHome(): string {
  const home = place.at(`home-${++runs}`);
  mkdirSync(home);
  return home;
}

const query = `?token=${canary("query")}&X-Amz-Signature=${canary("signature")}#${canary("fragment")}`;
const address = (fault: string) => `http://${userinfo}@127.0.0.1:${server.port}/${fault}/file.bin${query}`;
const relays = () => ({
  reverse: `reverse:http://127.0.0.1:${server.port}/${canary("relaypath")}/=http://127.0.0.1:${server.port}/#own&token=${canary("token")}`,
  prefix: `prefix:http://127.0.0.1:${server.port}/${canary("template")}/{url}?k=${canary("templatequery")}#token=${canary("token")}`,
  own: `prefix:http://127.0.0.1:${server.port}/${canary("template")}/{b64url}#own&token=${canary("token")}`,
});

/** The faults of answerOf, and what comes of each. */
const faults = [
  ["fine", '"event":"done"'],
  ["denied", "http-status"],
  ["missing", "http-status"],
  ["loop", "too-many-redirects"],
  ["ftp", "bad-redirect"],
  ["nonsense", "bad-redirect"],
  ["refused", "unreachable"],
  ["signed", '"event":"done"'],
  ["expired", "http-status"],
  ["page", "web-page"],
  ["gzip", "content-coded"],
  ["badrange", "no-ranges"],
  ["badhead", "bad-answer"],
  ["changed", '"event":"'],
] as const;

describe.concurrent("no secret is told", { timeout: 120_000 }, () => {
  test.each(faults)("by get, direct, where the server answers: %s", async (fault, end) => {
    const told = await tell(["get", address(fault), ...headers, "--route", "direct"]);
    expect(told).toContain(end);
    expect(songs(told)).toEqual([]);
  });

  test.each(["denied", "ftp", "nonsense", "refused", "expired", "page", "fine"])(
    "by get, over relays, where the server answers: %s",
    async (fault) => {
      const { reverse, prefix, own } = relays();
      const bare = `http://127.0.0.1:${server.port}/${fault}/file.bin${query}`;
      const choose = ["--route", "relay", "--relay", reverse, "--relay", prefix, "--relay", own];
      expect(songs(await tell(["get", address(fault), ...headers, ...choose]))).toEqual([]);
      expect(songs(await tell(["get", bare, ...choose]))).toEqual([]);
    },
  );

  test.each(["fine", "denied", "ftp", "refused"])("by probe and compare: %s", async (fault) => {
    const { reverse, prefix } = relays();
    const words = [address(fault), ...headers, "--relay", reverse, "--relay", prefix];
    expect(songs(await tell(["probe", ...words]))).toEqual([]);
    expect(songs(await tell(["compare", ...words, "--seconds", "1", "--rounds", "1"]))).toEqual([]);
  });

  test("by a name that cannot be found, TLS that fails, a wrong checksum", async () => {
    const zero = `sha256:${"0".repeat(64)}`;
    expect(songs(await tell(["get", `https://${userinfo}@no.invalid/f${query}`, ...headers]))).toEqual([]);
    const plain = await startOrigin(Buffer.alloc(0));
    const tls = `https://${userinfo}@${new URL(plain.url).host}/f${query}`;
    const told = await tell(["get", tls, ...headers]);
    await plain.close();
    expect(told).toContain('"tls-failed"');
    expect(songs(told)).toEqual([]);
    expect(songs(await tell(["get", address("fine"), ...headers, "--checksum", zero]))).toEqual([]);
  });

  test("by a file whose address has a query and no name", async () => {
    const nameless = `http://127.0.0.1:${server.port}/?f=${canary("query")}`;
    expect(songs(await tell(["get", nameless]))).toEqual([]);
    expect(songs(await tell(["get", nameless, "--find-checksum"]))).toEqual([]);
  });

  test("by a new link that leads to another file, or nowhere", async () => {
    const home = newHome();
    const words = ["get", address("slow"), "-o", place.at("continued.bin"), "--route", "direct"];
    const run = startCli([...words, "--json"], { DETOUR_HOME: home });
    await run.line("progress", ({ bytes }) => bytes > 20_000);
    run.child.kill("SIGTERM");
    await run.ended;
    const next = async (link: string) => tell([...words, "--continue-with", link], home);
    const [other, denied] = [await next(address("other")), await next(address("denied"))];
    expect(other).toContain("link-differs");
    expect(denied).toContain("link-expired");
    const typed = await next(`nowhere ${address("fine")}`);
    const bare = await next(`${userinfo}@127.0.0.1/${query}`);
    expect(songs(other + denied + typed + bare)).toEqual([]);
  });

  test("by the saved relays: add, list, use, remove, and @FILE", async () => {
    const home = newHome();
    const { reverse, prefix } = relays();
    const file = place.at("spec-file");
    writeFileSync(file, `${prefix}\n`);
    expect(songs(await tell(["relay", "add", reverse], home))).toEqual([]);
    expect(songs(await tell(["relay", "add", `@${file}`], home))).toEqual([]);
    expect(songs(await tell(["relay", "list"], home))).toEqual([]);
    expect(songs(await tell(["get", address("denied"), ...headers], home))).toEqual([]);
    expect(songs(await tell(["relay", "remove", `reverse 127.0.0.1:${server.port}`], home))).toEqual([]);
    writeFileSync(file, `relay.example/${canary("file")}/{url}\n`);
    expect(songs(await tell(["relay", "add", `@${file}`], home))).toEqual([]);
  });

  const url = "http://127.0.0.1:9/file";
  const secretUrl = `http://${userinfo}@127.0.0.1:9/file?t=${canary("query")}`;
  test.each<[string, string[]]>([
    ["a relay without a scheme", ["get", url, "--relay", `relay.host/${canary("t")}/{url}`]],
    ["a relay without a path", ["get", url, "--relay", `relay.host#token=${canary("t")}`]],
    ["a relay with a user name", ["get", url, "--relay", `${userinfo}@relay.host`]],
    ["a relay of an unknown kind", ["get", url, "--relay", `sni:https://r/${canary("t")}/{url}`]],
    ["a relay's user name", ["get", url, "--relay", `prefix:https://${userinfo}@r/${canary("t")}/{url}`]],
    ["a relay's options", ["get", url, "--relay", `prefix:https://r/{url}#tokn=${canary("t")}`]],
    ["a relay's bare option", ["get", url, "--relay", `prefix:https://r/{url}#${canary("t")}`]],
    ["a relay's template", ["get", url, "--relay", `prefix:https://r/${canary("t")}/{uri}`]],
    ["a relay's origin", ["get", url, "--relay", `reverse:https://r/${canary("t")}/`]],
    ["a relay to remove", ["relay", "remove", `relay.host/${canary("t")}/{url}`]],
    ["a relay to add", ["relay", "add", `relay.host/${canary("t")}/{url}`]],
    ["an option", ["get", url, `--tokn=${canary("t")}`]],
    ["an option of curl", ["get", url, `-HX-Token:${canary("t")}`]],
    ["a command", [secretUrl]],
    ["a command that is a path", [`host/${canary("t")}`]],
    ["too many words", ["get", url, secretUrl, canary("t")]],
    ["a header", ["get", url, "--header", `Authorization ${canary("t")}`]],
    ["a header's name", ["get", url, "--header", `Range: ${canary("t")}`]],
    ["an address", ["get", `http//${userinfo}@host/?t=${canary("query")}`]],
    ["an address's scheme", ["get", `ftp://${userinfo}@host/?t=${canary("query")}`]],
    ["an address's port", ["get", `http://${userinfo}@host:99999/?t=${canary("query")}`]],
    ["a checksum", ["get", url, "--checksum", secretUrl]],
    ["a mode", ["get", url, "--route", secretUrl]],
    ["a limit", ["get", url, "--limit", secretUrl]],
    ["a count", ["get", url, "--connections", secretUrl]],
    ["a relay's file", ["get", url, "--relay", `@${secretUrl}`]],
  ])("by a mistake in the words: %s", async (_, words) => {
    expect(songs(await tell(words))).toEqual([]);
  });
});

test(
  "what an engine says to its log, and tells of a download, has no secret in it",
  { timeout: 60_000 },
  async () => {
    const entries: string[] = [];
    const note = (fields: object, message: string) => {
      entries.push(`${message} ${JSON.stringify(fields, withErrors)}`);
    };
    const log: Log = { debug: note, info: note, warn: note, error: note };
    const { engine, get } = await startEngine({ log });
    const { reverse, prefix } = relays();
    const told: unknown[] = [];
    engine.on("download", (view) => told.push(view));
    for (const [fault] of faults) {
      const source = address(fault).replace(/#.*/, "");
      const view = await get(source, { mode: "direct", headers: { cookie: canary("cookie") } });
      told.push(view, engine.downloads.report(view.id));
      const over = await get(source, { mode: "relay", relays: relaysFrom(reverse, prefix) });
      told.push(over, engine.downloads.report(over.id));
    }
    expect(entries.length).toBeGreaterThan(0);
    expect(songs(entries.join("\n"))).toEqual([]);
    expect(songs(JSON.stringify(told))).toEqual([]);
  },
);

const modeOf = (file: string) => statSync(file).mode & 0o777;
const databases = (home: string) =>
  readdirSync(home)
    .filter((name) => name.startsWith("detour.sqlite"))
    .map((name) => path.join(home, name));

describe("the store is its user's alone", () => {
  test("its folder, where Detour makes it, and its files, while they are open", async () => {
    const own = newPlace();
    onTestFinished(() => own[Symbol.dispose]());
    const home = own.at("data");
    const run = startCli(["serve", "--json"], own.env);
    await run.line("serving");
    expect(modeOf(home)).toBe(0o700);
    expect(databases(home).map((file) => path.basename(file))).toContain("detour.sqlite-wal");
    expect(databases(home).map(modeOf)).toEqual(databases(home).map(() => 0o600));
    run.child.kill("SIGTERM");
    await run.ended;
  });

  test("its files in a folder that others may read, and what an earlier run left there", async () => {
    const home = newHome();
    chmodSync(home, 0o755);
    const run = startCli(["serve", "--json"], { DETOUR_HOME: home });
    await run.line("serving");
    expect(databases(home).map(modeOf)).toEqual(databases(home).map(() => 0o600));
    for (const file of databases(home)) chmodSync(file, 0o644);
    run.child.kill("SIGKILL");
    await run.ended;
    expect(databases(home).map(modeOf)).toEqual([0o644, 0o644, 0o644]);
    const again = startCli(["serve", "--json"], { DETOUR_HOME: home });
    await again.line("serving");
    expect(databases(home).map(modeOf)).toEqual([0o600, 0o600, 0o600]);
    expect(modeOf(home)).toBe(0o755);
    again.child.kill("SIGTERM");
    await again.ended;
    expect(readFileSync(path.join(home, "detour.sqlite")).length).toBeGreaterThan(0);
  });
});
