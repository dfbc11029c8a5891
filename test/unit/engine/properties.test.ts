/** Properties of the small readers and mappings: what holds for any text, any address. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError, type ErrorCode } from "../../../electron/common/errors.ts";
import { parseRelaySpec, printRelaySpec } from "../../../electron/common/relay-spec.ts";
import { Ledger, type Lease } from "../../../electron/engine/download/ledger.ts";
import {
  parseContentRange,
  parseUnsatisfied,
  rangeHeader,
} from "../../../electron/engine/http/content-range.ts";
import { parseRetryAfter } from "../../../electron/engine/http/retry-after.ts";
import { survivesRewriting } from "../../../electron/engine/routes/reverse.ts";
import { relayRoute } from "../../../electron/engine/routes/create-route.ts";
import { direct } from "../../../electron/engine/routes/direct.ts";

const size = fc.integer({ min: 0, max: 999_999_999_999_999 });
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(fc.constantFrom("bytes", " ", "-", "/", "*", "0", "9", "99999999999999999999", "\t", ","), {
      maxLength: 8,
    })
    .map((parts) => parts.join("")),
);

test("Content-Range: what is printed is read back", () => {
  fc.assert(
    fc.property(fc.uniqueArray(size, { minLength: 2, maxLength: 3 }), fc.boolean(), (numbers, known) => {
      const [start = 0, end = 0, total = end] = numbers.toSorted((a, b) => a - b);
      const text = `bytes ${start}-${end - 1}/${known ? total : "*"}`;
      expect(parseContentRange(text)).toEqual({ start, end, total: known ? total : null });
      expect(rangeHeader(start, end)).toBe(`bytes=${start}-${end - 1}`);
    }),
  );
  fc.assert(
    fc.property(size, (total) => {
      expect(parseUnsatisfied(`bytes */${total}`)).toBe(total);
      expect(parseContentRange(`bytes */${total}`)).toBeUndefined();
    }),
  );
});

/** What is read, if anything, is a range that there can be. */
function expectSense(text: string): void {
  const range = parseContentRange(text);
  if (!range) return;
  expect(range.start).toBeGreaterThanOrEqual(0);
  expect(range.end).toBeGreaterThan(range.start);
  expect(range.end).toBeLessThanOrEqual(range.total ?? Number.MAX_SAFE_INTEGER);
}

test("Content-Range: any text is read as a range that makes sense, or not at all", () => {
  const near = fc
    .tuple(fc.nat(20), fc.nat(20), fc.nat(20), fc.constantFrom("-", "/", "--", " - "), fc.boolean())
    .map(([a, b, c, dash, star]) => `bytes ${a}${dash}${b}/${star ? "*" : c}`);
  fc.assert(
    fc.property(fc.oneof(anyText, near), (text) => {
      expectSense(text);
      expect(Number.isSafeInteger(parseUnsatisfied(text) ?? 0)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

describe("Retry-After", () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5);

  test("any text is a wait of 0 to 60 seconds, or none", () => {
    const digits = fc.stringMatching(/^\d{1,400}$/);
    fc.assert(
      fc.property(fc.oneof(anyText, digits), (text) => {
        const ms = parseRetryAfter(text, now) ?? 0;
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(60_000);
      }),
      { numRuns: 1000 },
    );
  });

  test("seconds and dates are read back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), (seconds) => {
        expect(parseRetryAfter(String(seconds), now)).toBe(seconds * 1000);
        expect(parseRetryAfter(new Date(now + seconds * 1000).toUTCString(), now)).toBe(seconds * 1000);
      }),
    );
  });

  test.each([
    ["Friday, 02-Jan-26 03:04:15 GMT", 10_000],
    ["Fri Jan  2 03:04:15 2026", 10_000],
    ["-5", undefined],
    ["1.5", undefined],
    ["2027", 60_000],
    ["soon 3", undefined],
    ["", undefined],
  ])("%j", (text, ms) => {
    expect(parseRetryAfter(text, now)).toBe(ms);
  });
});

/** Paths and queries with what servers, relays and URL libraries take apart differently. */
const hostileTail = fc
  .array(
    fc.constantFrom(
      ...Array.from("/?&=#+;:@!$'()*,~|^`[]{}\\ \"<>"),
      "//",
      "/./",
      "/../",
      "...",
      "%2F",
      "%2f",
      "%5C",
      "%25",
      "%2e",
      "%23",
      "%3F",
      "%00",
      "%",
      "%zz",
      "https://in.example/x",
      "http:/",
      "中文",
      "é",
      "😀",
      "a",
      "B",
      "9",
    ),
    { maxLength: 10 },
  )
  .map((parts) => `/${parts.join("")}`);
const authority = fc.constantFrom(
  "o.example",
  "O.Example:8443",
  "o.example:80",
  "o.example:443",
  "127.0.0.1:1",
  "[::1]",
  "[2001:db8::1]:8443",
  "例え.example",
  "xn--r8jz45g.example",
);
const source = fc
  .oneof(
    fc
      .tuple(fc.constantFrom("http", "https"), authority, hostileTail)
      .map(([scheme, host, tail]) => `${scheme}://${host}${tail}`),
    fc.webUrl({ withQueryParameters: true }),
  )
  .map((text) => {
    const url = new URL(text);
    url.hash = "";
    return url;
  });

/** Every field, alone and in company, in the path and in the query. */
const templates = [
  "https://relay.example/{url}",
  "https://relay.example:8443/t/{url}",
  "http://127.0.0.1:8080/{url}",
  "https://relay.example/{scheme}/{authority}{pathquery}",
  "https://relay.example/t/{scheme}/{host}/{port}{pathquery}",
  "https://relay.example/{scheme}://{authority}{pathquery}",
  "https://relay.example/b/{b64url}",
  "https://relay.example/?u={b64url}&x=1",
  "https://relay.example/?u={url_enc}",
  "https://relay.example/go?a=1&u={url_enc}&b=2",
  "https://relay.example/{url_enc}",
  "https://relay.example/a/../b c/é/{url}",
];
/** Templates that cannot carry every source: those that they cannot must be refused, not changed. */
const lossy = [
  "https://relay.example/?u={url}",
  "https://relay.example/{host}{pathquery}",
  "https://relay.example/{authority}{pathquery}",
  "https://relay.example/{scheme}/{host}{path}?{query}",
  "https://relay.example/{scheme}/{authority}{path}?{query}",
  "https://relay.example/{scheme}/{authority}/{query}{path}",
];

const prefix = (template: string) =>
  relayRoute({ name: "relay", spec: parseRelaySpec(`prefix:${template}`) });

/** What a function returns, or the code of the AppError that it throws. */
function outcome<T>(work: () => T): T | ErrorCode {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** Maps a source to the relay, and what the relay would answer as a redirect to it back, in each way of writing it. */
function expectIdentity(relay: ReturnType<typeof prefix>, url: URL): void {
  const { url: wire } = relay.request(url);
  const rooted = wire.href.slice(wire.origin.length);
  const ways = [wire.href, wire.href.replace(/^https?:\/\/[^/]+/, (start) => start.toUpperCase())];
  // A rooted Location that begins with two slashes names a host.
  if (!/^\/[/\\]/.test(rooted)) ways.push(rooted);
  for (const location of ways) expect(relay.unmap(location, url).href).toBe(url.href);
}

test.each(templates)("prefix: %s carries any source, and reads it back byte for byte", (template) => {
  const relay = prefix(template);
  fc.assert(
    fc.property(source, (url) => {
      expect(relay.covers(url)).toBe(true);
      expectIdentity(relay, url);
    }),
    { numRuns: 300 },
  );
});

test.each(lossy)("prefix: %s carries a source byte for byte, or not at all", (template) => {
  const relay = prefix(template);
  const plain = new URL("https://o.example/a?b=c");
  expect(relay.covers(plain)).toBe(true);
  expectIdentity(relay, plain);
  fc.assert(
    fc.property(source, (url) => {
      const refused = outcome(() => relay.request(url)) === "not-covered";
      expect(refused).toBe(!relay.covers(url));
      if (!refused) expectIdentity(relay, url);
    }),
    { numRuns: 300 },
  );
});

test.each(["https://relay.example/", "https://relay.example:8443/p/q/", "http://[::1]:8080/p%2F/"])(
  "reverse: %s carries any source behind its origin, and reads it back byte for byte",
  (base) => {
    const folder = fc.constantFrom("/", "/base/", "/ba%2Fse//");
    fc.assert(
      fc.property(source, folder, hostileTail, (at, path, tail) => {
        const origin = `${at.origin}${path}`;
        const relay = relayRoute({ name: "relay", spec: parseRelaySpec(`reverse:${base}=${origin}`) });
        const url = new URL(origin + tail.slice(1));
        url.hash = "";
        // Dots may lead out of the base.
        fc.pre(url.href.startsWith(origin));
        // A relay under a path of its own may write some of them anew: those are left to others.
        const survives = survivesRewriting(url.href.slice(origin.length));
        expect(relay.covers(url)).toBe(survives || new URL(base).pathname === "/");
        const { url: wire } = relay.request(url);
        expect(wire.href).toBe(new URL(base).href + url.href.slice(origin.length));
        expect(relay.unmap(wire.href, url).href).toBe(url.href);
        // The origin's own words, passed on unchanged.
        expect(relay.unmap(url.href, url).href).toBe(url.href);
      }),
      { numRuns: 500 },
    );
  },
);

test("direct: a Location is the next source, byte for byte", () => {
  fc.assert(
    fc.property(source, source, (from, to) => {
      fc.pre(from.protocol === to.protocol);
      expect(direct.request(from).url.href).toBe(from.href);
      expect(direct.unmap(to.href, from).href).toBe(to.href);
    }),
  );
});

test("no Location, however strange, leads anywhere but to an http address without sign-in data, or is refused", () => {
  const location = fc.oneof(
    fc.string({ unit: "binary" }),
    hostileTail,
    fc
      .tuple(
        fc.constantFrom("https:", "http:", "", "javascript:", "file:", "data:"),
        fc.constantFrom("//", "/\\", "\\\\", "/", ""),
        fc.constantFrom("u:p@evil.example", "relay.example", "o.example", ""),
        hostileTail,
      )
      .map((parts) => parts.join("")),
  );
  const relays = [
    direct,
    prefix("https://relay.example/t/{url}"),
    relayRoute({
      name: "relay",
      spec: parseRelaySpec("reverse:https://relay.example/p/=https://o.example/base/"),
    }),
  ];
  const from = new URL("https://o.example/base/file");
  fc.assert(
    fc.property(fc.constantFrom(...relays), location, (relay, text) => {
      const next = outcome(() => relay.unmap(text, from));
      if (next === "bad-redirect") return;
      expect(next).toBeInstanceOf(URL);
      expect(next).toMatchObject({ protocol: "https:", username: "", password: "", hash: "" });
    }),
    { numRuns: 2000 },
  );
});

test("relay specs: any text is refused by name, or printed so that the same is read again", () => {
  const piece = fc.constantFrom(
    "reverse:",
    "prefix:",
    "https://r.example/",
    "=https://o.example/",
    "{url}",
    "{host}{pathquery}",
    "#name=",
    "&own",
    "&token=%20",
    "#own",
    "é",
    "%",
    " ",
    "?",
    "\u0000",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 7 }).map((parts) => parts.join("")),
        fc.string(),
      ),
      (text) => {
        const spec = outcome(() => parseRelaySpec(text));
        if (spec === "bad-relay-spec") return;
        if (typeof spec === "string") throw new Error(spec);
        expect(parseRelaySpec(printRelaySpec(spec))).toEqual(spec);
        expect(relayRoute({ name: "relay", spec }).name).toBe("relay");
      },
    ),
    { numRuns: 2000 },
  );
});

function expectRefused(move: () => unknown): void {
  expect(move).toThrow(RangeError);
}

/** The ledger against a model that keeps one word for each byte. */
test("ledger: any sequence of moves does to the books what it does to a byte-by-byte model", () => {
  const move = fc.record({
    kind: fc.constantFrom("take", "takeAny", "advance", "trim", "release", "reopen"),
    pick: fc.nat(1000),
    a: fc.nat(220),
    b: fc.nat(220),
    route: fc.constantFrom("x", "y"),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.array(move, { maxLength: 80 }), (total, moves) => {
      let ledger = new Ledger(total);
      let leases: Lease[] = [];
      const model = Array.from({ length: total }, () => "free");
      const put = (start: number, end: number, word: string) => model.fill(word, start, end);
      for (const { kind, pick, a, b, route } of moves) {
        const lease = leases[pick % Math.max(leases.length, 1)];
        if (kind === "take" || kind === "takeAny") {
          const span =
            kind === "take" ? ledger.free[pick % Math.max(ledger.free.length, 1)] : { start: a, end: b };
          if (!span) continue;
          const good =
            span.start < span.end &&
            span.end <= total &&
            model.slice(span.start, span.end).every((word) => word === "free");
          if (!good) {
            expectRefused(() => ledger.take(span.start, span.end, route));
            continue;
          }
          leases.push(ledger.take(span.start, span.end, route));
          put(span.start, span.end, "held");
        } else if (kind === "reopen") {
          // What a journal of this moment would bring back: what was held is free again, nothing done is lost.
          ledger = new Ledger(total, ledger.done());
          leases = [];
          for (const [at, word] of model.entries()) if (word === "held") model[at] = "free";
        } else if (!lease) continue;
        else if (kind === "advance") {
          const { position, end } = lease;
          if (a > end - position) expectRefused(() => ledger.advance(lease, a));
          else {
            ledger.advance(lease, a);
            put(position, position + a, lease.route);
          }
        } else if (kind === "trim") {
          const { position, end } = lease;
          if (a < position || a > end) expectRefused(() => ledger.trim(lease, a));
          else {
            ledger.trim(lease, a);
            put(a, end, "free");
          }
        } else {
          ledger.release(lease);
          put(lease.position, lease.end, "free");
          leases.splice(leases.indexOf(lease), 1);
        }
        const books = Array.from({ length: total }, () => "held");
        for (const { start, end } of ledger.free) books.fill("free", start, end);
        for (const [start, end, by] of ledger.done()) books.fill(by, start, end);
        expect(books).toEqual(model);
        const written = model.filter((word) => word !== "free" && word !== "held").length;
        expect(ledger.doneBytes).toBe(written);
        expect(ledger.complete).toBe(written === total);
        expect(ledger.freeBytes).toBe(model.filter((word) => word === "free").length);
        expect(ledger.has(0, total)).toBe(ledger.complete);
      }
    }),
  );
});
