import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { dropAt, redirect, status, type FaultServerOptions } from "../helpers/fault-server.ts";
import { serve } from "../helpers/engine.ts";
import { sha256, sha256OfFile } from "./bytes.ts";
import { newPlace } from "./folder.ts";
import { cliFile, readLines, startCli } from "./process.ts";

/**
 * In mode relay nothing goes direct, whatever happens: every connection and every look-up of the process is written
 * down, and all of them lead to the relay. The relays are given by their numbers, so that no name is to be looked up.
 */

const recorder = pathToFileURL(path.resolve(import.meta.dirname, "../helpers/record-network.ts")).href;
const source = "http://origin.invalid/file.bin";

/** A host that no relay covers. It notes whoever comes. */
let elsewhere: { readonly port: number; visits: number };
const stranger = createServer((socket) => {
  elsewhere.visits++;
  socket.destroy();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.9", resolve));
  elsewhere = { port: (stranger.address() as AddressInfo).port, visits: 0 };
});
afterAll(() => void stranger.close());

type Kind = "reverse" | "prefix" | "http";

const specOf = (kind: Kind, port: number) =>
  kind === "reverse"
    ? `reverse:http://127.0.0.1:${port}/=http://origin.invalid/`
    : kind === "prefix"
      ? `prefix:http://127.0.0.1:${port}/{url}`
      : `http://127.0.0.1:${port}`;

/** A place whose runs are recorded. */
function newWatch() {
  const place = newPlace();
  onTestFinished(() => place[Symbol.dispose]());
  mkdirSync(place.at("files"));
  const record = place.at("network");
  const all = (): readonly string[] =>
    existsSync(record) ? readFileSync(record, "utf8").trimEnd().split("\n").map(entryOf) : [];
  const start = (words: readonly string[]) =>
    startCli(
      ["get", ...words, "-o", place.at("files/out.bin"), "--json"],
      { ...place.env, DETOUR_TEST_NETWORK: record },
      ["--import", recorder, cliFile],
    );
  return {
    file: place.at("files/out.bin"),
    start,
    async run(...words: string[]) {
      const { status, stdout, stderr } = await start(words).ended;
      return { status, stderr, last: readLines(stdout).last };
    },
    /** All that the runs asked of the network, in order. */
    all,
    /** The same, each once, sorted. */
    seen: () => [...new Set(all())].sort(),
  };
}

function entryOf(line: string): string {
  const { kind, what } = JSON.parse(line) as { kind: string; what: string };
  return `${kind} ${what}`;
}

/** A relay, and the words that fetch the source over it alone. */
async function overRelay(kind: Kind, options: FaultServerOptions = {}) {
  const relay = await serve({ size: 3_000_000, ...options });
  return {
    relay,
    only: [`connect 127.0.0.1:${relay.port}`],
    words: [source, "--route", "relay", "--relay", specOf(kind, relay.port)],
  };
}

describe("the recorder sees what goes direct", () => {
  test("a connection, and the look-up of a name that there is", async () => {
    const origin = await serve({ size: 1000 });
    const watch = newWatch();
    const { last } = await watch.run(`http://localhost:${origin.port}/file.bin`, "--route", "direct");
    expect(last.event).toBe("done");
    expect(watch.seen()).toEqual(
      expect.arrayContaining([`connect 127.0.0.1:${origin.port}`, "look-up localhost"]),
    );
  });

  test("the look-up of a name that there is not, and a connection that is of no use", async () => {
    const watch = newWatch();
    expect((await watch.run(source, "--route", "direct")).last.event).toBe("failed");
    expect(watch.seen()).toEqual(["look-up origin.invalid"]);
    const visits = elsewhere.visits;
    const { port } = elsewhere;
    const direct = newWatch();
    const run = direct.start([`http://127.0.0.9:${port}/file.bin`, "--route", "direct"]);
    await expect.poll(() => elsewhere.visits, { timeout: 20_000 }).toBeGreaterThan(visits);
    // The visit may be seen before it is written down.
    await expect.poll(() => direct.seen().length, { timeout: 20_000 }).toBeGreaterThan(0);
    run.child.kill("SIGKILL");
    await run.ended;
    expect(direct.seen()).toEqual([`connect 127.0.0.9:${port}`]);
  });
});

describe.each<Kind>(["reverse", "prefix", "http"])(
  "in mode relay, over a %s: relay, nothing goes direct",
  (kind) => {
    test("where all is well", async () => {
      const { relay, words, only } = await overRelay(kind);
      const watch = newWatch();
      expect((await watch.run(...words)).last.event).toBe("done");
      expect(sha256OfFile(watch.file)).toBe(sha256(relay.bytes()));
      expect(watch.seen()).toEqual(only);
    });

    test("where the relay dies midway, is asked in vain, and comes back", async () => {
      const { relay, words, only } = await overRelay(kind, { handle: () => ({ rate: 300_000 }) });
      const watch = newWatch();
      const run = watch.start(words);
      await run.line("progress", ({ bytes }) => bytes > 300_000);
      await relay.stop();
      const before = watch.all().length;
      await expect.poll(() => watch.all().length, { timeout: 20_000 }).toBeGreaterThan(before + 3);
      await relay.restart();
      relay.script(undefined);
      expect(readLines((await run.ended).stdout).last.event).toBe("done");
      expect(sha256OfFile(watch.file)).toBe(sha256(relay.bytes()));
      expect(watch.seen()).toEqual(only);
    });

    test("where the relay cannot be reached at all", async () => {
      const { relay, words, only } = await overRelay(kind);
      await relay.stop();
      const watch = newWatch();
      const run = watch.start(words);
      await expect.poll(() => watch.all().length, { timeout: 20_000 }).toBeGreaterThan(0);
      run.child.kill("SIGTERM");
      await run.ended;
      expect(watch.seen()).toEqual(only);
    });

    test("where the relay breaks connections off", async () => {
      const { relay, words, only } = await overRelay(kind, {
        handle: ({ index }) => (index < 3 ? dropAt(100_000) : undefined),
      });
      const watch = newWatch();
      expect((await watch.run(...words)).last.event).toBe("done");
      expect(sha256OfFile(watch.file)).toBe(sha256(relay.bytes()));
      expect(watch.seen()).toEqual(only);
    });

    test.each([403, 404, 407, 502])("where the relay answers %i", async (code) => {
      const { words, only } = await overRelay(kind, { handle: () => status(code) });
      const watch = newWatch();
      expect((await watch.run(...words)).last.event).toBe("failed");
      expect(watch.seen()).toEqual(only);
    });

    test("where the file is to have another checksum", async () => {
      const { words, only } = await overRelay(kind);
      const watch = newWatch();
      const { last } = await watch.run(...words, "--checksum", `sha256:${"0".repeat(64)}`);
      expect(last).toMatchObject({ event: "failed", code: "checksum-mismatch" });
      expect(watch.seen()).toEqual(only);
    });

    test("where a checksum is looked for", async () => {
      const { words, only } = await overRelay(kind);
      const watch = newWatch();
      expect((await watch.run(...words, "--find-checksum")).last.event).toBe("done");
      expect(watch.seen()).toEqual(only);
    });

    test("where one of two relays brings other bytes, and a checksum tells which", async () => {
      const right = await overRelay(kind, { handle: () => ({ rate: 1_000_000 }) });
      const wrong = await serve({
        size: 3_000_000,
        handle: () => ({ flipByte: 2_999_990, rate: 1_000_000 }),
      });
      const watch = newWatch();
      const { last } = await watch.run(
        ...right.words,
        "--relay",
        specOf(kind, wrong.port),
        "--checksum",
        `sha256:${sha256(right.relay.bytes())}`,
      );
      expect(last).toMatchObject({ event: "done" });
      expect(sha256OfFile(watch.file)).toBe(sha256(right.relay.bytes()));
      expect(watch.seen()).toEqual([...right.only, `connect 127.0.0.1:${wrong.port}`].sort());
    });

    test("where two relays carry two files", async () => {
      const one = await overRelay(kind, { handle: () => ({ rate: 1_000_000 }) });
      const other = await serve({ size: 3_000_000, seed: "another file", etag: null, lastModified: null });
      const watch = newWatch();
      await watch.run(...one.words, "--relay", specOf(kind, other.port));
      expect(watch.seen()).toEqual([...one.only, `connect 127.0.0.1:${other.port}`].sort());
    });

    test("where it is killed and goes on", async () => {
      const { relay, words, only } = await overRelay(kind, { handle: () => ({ rate: 300_000 }) });
      const watch = newWatch();
      const run = watch.start(words);
      await run.line("progress", ({ bytes }) => bytes > 1_000_000);
      run.child.kill("SIGKILL");
      await run.ended;
      relay.script(undefined);
      expect((await watch.run(...words)).last.event).toBe("done");
      expect(sha256OfFile(watch.file)).toBe(sha256(relay.bytes()));
      expect(watch.seen()).toEqual(only);
    });

    test("where the link expires and a new one goes on", async () => {
      const { relay, words, only } = await overRelay(kind, { handle: () => ({ rate: 300_000 }) });
      const watch = newWatch();
      const run = watch.start(words);
      await run.line("progress", ({ bytes }) => bytes > 1_000_000);
      run.child.kill("SIGTERM");
      await run.ended;
      relay.script(({ url }) => (url.includes("fresh") ? undefined : status(403)));
      expect((await watch.run(...words)).last.event).toBe("failed");
      const { last } = await watch.run(...words, "--continue-with", `${source}?fresh`);
      expect(last.event).toBe("done");
      expect(sha256OfFile(watch.file)).toBe(sha256(relay.bytes()));
      expect(watch.seen()).toEqual(only);
    });
  },
);

describe("in mode relay a redirect to a host that is not behind the relay", () => {
  test("is not followed by a reverse: relay", async () => {
    const { words, only } = await overRelay("reverse", {
      handle: () => redirect(`http://127.0.0.9:${elsewhere.port}/file.bin`),
    });
    const watch = newWatch();
    const visits = elsewhere.visits;
    const { last } = await watch.run(...words);
    expect(last).toMatchObject({ event: "failed", code: "redirect-not-covered" });
    expect(watch.seen()).toEqual(only);
    expect(elsewhere.visits).toBe(visits);
  });

  test("is followed over a prefix: relay, which carries any host", async () => {
    const { relay, words, only } = await overRelay("prefix", {
      handle: ({ url }) =>
        url.includes("origin.invalid") ? redirect(`http://127.0.0.9:${elsewhere.port}/file.bin`) : undefined,
    });
    const watch = newWatch();
    const visits = elsewhere.visits;
    expect((await watch.run(...words)).last.event).toBe("done");
    expect(sha256OfFile(watch.file)).toBe(sha256(relay.bytes()));
    expect(watch.seen()).toEqual(only);
    expect(elsewhere.visits).toBe(visits);
  });

  test("is not followed in the middle of a file", async () => {
    const { words, only } = await overRelay("reverse", {
      handle: ({ index }) =>
        index < 2 ? { atMost: 500_000 } : redirect(`http://127.0.0.9:${elsewhere.port}/file.bin`),
    });
    const watch = newWatch();
    const visits = elsewhere.visits;
    expect((await watch.run(...words)).last.event).toBe("failed");
    expect(watch.seen()).toEqual(only);
    expect(elsewhere.visits).toBe(visits);
  });
});

/** A server that takes connections and ends them at once: enough to see who is asked for what before. */
async function hangUp(): Promise<number> {
  const server = createServer((socket) => void socket.end());
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

describe("in mode relay over a relay that connections go through", () => {
  test.each(["sni", "http", "socks5h"])("%s:// looks no name up but the relay's own", async (kind) => {
    const port = await hangUp();
    const watch = newWatch();
    const spec = `${kind}://127.0.0.1:${port}`;
    const run = await watch.run("https://origin.invalid/file.bin", "--route", "relay", "--relay", spec);
    expect(run.last.event).toBe("failed");
    expect(watch.seen()).toEqual([`connect 127.0.0.1:${port}`]);
  });

  test("socks5:// looks the source's name up here, as its name says", async () => {
    const port = await hangUp();
    const watch = newWatch();
    const spec = `socks5://127.0.0.1:${port}`;
    await watch.run("https://origin.invalid/file.bin", "--route", "relay", "--relay", spec);
    expect(watch.seen()).toContain("look-up origin.invalid");
  });
});
