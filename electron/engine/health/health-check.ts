/** A relay's health: what it is asked, what it should answer, and what to change where it does not (RELAYS, findings). */
import tls from "node:tls";
import { AppError, describe, type ErrorCode } from "../../common/errors.ts";
import type { RelaySpec } from "../../common/relay-spec.ts";
import type { Clock } from "../clock.ts";
import { openRoad, sendOver, type Ask, type Opening } from "../download/opening.ts";
import { createRoad, mostLanes, type Road } from "../download/road.ts";
import { dial } from "../http/dial/dial.ts";
import type { Traffic } from "../http/traffic.ts";
import { drain, readSmall } from "../http/read-small.ts";
import { likeness } from "../http/validators.ts";
import { routeFor } from "../routes/create-route.ts";
import { direct } from "../routes/direct.ts";
import { entranceOf } from "../routes/reach.ts";
import type { HealthCheck, RelayHealth } from "../../common/views.ts";
import type { NamedRelay } from "../types.ts";

export type CheckName = HealthCheck["check"];

export interface Health extends RelayHealth {
  /** A sentence: whether to use it, and what to change first. */
  readonly verdict: string;
}

export interface HealthRequest {
  readonly relay: NamedRelay;
  /** A file to ask for; without one only the relay's entrance is looked at. */
  readonly source?: URL;
  /** Whether direct is asked too, to compare with. */
  readonly direct: boolean;
  /** Where what goes through the relay is counted; it ends a test where the relay's quota is used up. */
  readonly traffic?: (relay: NamedRelay) => Traffic;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const stepMs = 10_000;
/** Days before its end at which a certificate is worth a word. */
const soonDays = 14;
const sample = { start: 0, end: 64 * 1024 } as const;
/** Paths that careless relays re-code, after the source's own folder. They need not exist: what counts is that both ways answer alike. */
const oddPaths = ["detour%2Ftest", "detour%20test", "detour//test", "detour+test?a=%2F&b=1+2"];

/** Looks at a relay. Never rejects but with the signal's reason. */
export async function checkHealth(request: HealthRequest): Promise<Health> {
  const checks: HealthCheck[] = [];
  const { source, signal } = request;
  const entrance = await checkEntrance(request, checks);
  signal.throwIfAborted();
  if (entrance && source) await checkFile(request, source, checks);
  if (!source)
    checks.push({
      check: "answers",
      ok: null,
      detail: "With the address of a file that it should carry, the rest can be tested, too.",
    });
  checks.push(credentialsOf(request));
  const grade = gradeOf(checks);
  return { checks, ...grade, verdict: verdictOf(grade, checks) };
}

/** Connects to the relay itself. Out: whether anybody answers. */
async function checkEntrance(
  { relay, traffic, clock, signal }: HealthRequest,
  checks: HealthCheck[],
): Promise<boolean> {
  const started = clock.now();
  const { spec } = relay;
  if (spec.kind === "system") {
    const detail = "The system's proxy is known for an address only, or it has none.";
    checks.push({ check: "reachable", ok: null, detail });
    return false;
  }
  const { way, server } = entranceOf(spec);
  try {
    const { socket } = await dial({ way, server, signal, timeoutMs: stepMs, traffic: traffic?.(relay) });
    const ms = Math.round(clock.now() - started);
    checks.push({ check: "reachable", ok: true, detail: `Connecting took ${ms} ms.` });
    if (socket instanceof tls.TLSSocket) checks.push(certificateOf(socket, spec, clock.date()));
    socket.destroy();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError && error.code === "relay-quota") {
      checks.push({ check: "reachable", ok: false, detail: error.message });
      return false;
    }
    const trust = error instanceof Error && /CERT|SELF_SIGNED|ALTNAME|PIN|TLS|SSL/i.test(codeOf(error));
    checks.push({
      check: trust ? "certificate" : "reachable",
      ok: false,
      detail: trust
        ? `Its certificate cannot be trusted (${codeOf(error)}): give it one for its name, or pin it with #pin=sha256:HEX.`
        : `Nobody answers at ${server} (${codeOf(error)}): check that it runs, its port, and the firewall.`,
    });
    return false;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : describe(error);
}

function certificateOf(socket: tls.TLSSocket, spec: RelaySpec, date: number): HealthCheck {
  const { valid_to: validTo } = socket.getPeerCertificate();
  const days = Math.floor((Date.parse(validTo) - date) / 86_400_000);
  const pinned = spec.options.pin !== undefined;
  const detail = `${pinned ? "It is the pinned one" : "It is trusted"}, for ${days} more days${days < soonDays ? ": renew it" : ""}.`;
  return { check: "certificate", ok: days >= soonDays, detail };
}

async function checkFile(request: HealthRequest, source: URL, checks: HealthCheck[]): Promise<void> {
  const { relay, traffic, clock, signal } = request;
  const route = routeFor(relay, source, traffic?.(relay));
  const road = createRoad(route, 64, 0);
  const other = request.direct ? createRoad(direct, 2, 0) : undefined;
  const roads = other ? [road, other] : [road];
  const ask: Ask = { source, roads: [road], headers: {}, signal, clock };
  try {
    const opening = await openRoad(road, sample, ask).catch((error: unknown) => {
      signal.throwIfAborted();
      checks.push({
        check: "answers",
        ok: false,
        detail: error instanceof AppError ? error.message : describe(error),
      });
      return undefined;
    });
    if (!opening) return;
    const bytes = await readSmall(opening.answer, sample.end, signal).catch(() => undefined);
    road.at = opening.at;
    const ms = Math.round(opening.answer.firstByteMs);
    checks.push({
      check: "answers",
      ok: true,
      detail: `It brings the file; the first byte came after ${ms} ms.`,
    });
    await checkToken(request, source, checks);
    checks.push(rangesOf(opening), validatorsOf(opening), redirectsOf(opening, source));
    if (other) await compare(opening, bytes, other, { ...ask, roads }, checks);
    if (other) await checkPaths(road, other, { ...ask, roads }, checks);
    if (opening.kind === "ranges") {
      await checkKeepAlive(road, ask, checks);
      await checkConnections(road, opening.identity.total ?? 0, ask, checks);
    }
  } finally {
    for (const one of roads) one.agents.close();
  }
}

/** Whether strangers are kept out. */
async function checkToken(
  { relay, traffic, clock, signal }: HealthRequest,
  source: URL,
  checks: HealthCheck[],
): Promise<void> {
  const { spec } = relay;
  const secret = spec.options.token ?? ("signIn" in spec ? spec.signIn : undefined);
  if (spec.kind === "sni") {
    checks.push({
      check: "token",
      ok: null,
      detail: "Such a relay can have no token: let only your own addresses in, in its firewall.",
    });
    return;
  }
  if (secret === undefined) {
    const detail =
      spec.kind === "prefix"
        ? "No token is sent in a header; if its address holds a secret, that is what keeps strangers out."
        : "It asks for no token and no password: whoever finds it can use it. Give it one of them.";
    checks.push({ check: "token", ok: spec.kind === "prefix" ? null : false, detail });
    return;
  }
  const { token: _token, ...options } = spec.options;
  const bare = { ...spec, options } as RelaySpec;
  const road = createRoad(routeFor({ ...relay, spec: withoutSignIn(bare) }, source, traffic?.(relay)), 1, 0);
  try {
    const { answer } = await openRoad(road, sample, { source, roads: [road], headers: {}, signal, clock });
    answer.close();
    checks.push({
      check: "token",
      ok: false,
      detail: "It serves strangers too: it does not look at the token or the password.",
    });
  } catch (error) {
    signal.throwIfAborted();
    // A line that broke says nothing of what the relay would have answered.
    checks.push(
      error instanceof AppError && unsaid.has(error.code)
        ? { check: "token", ok: null, detail: error.message }
        : { check: "token", ok: true, detail: "Without its token or password, the relay refuses." },
    );
  } finally {
    road.agents.close();
  }
}

/** Failures that are no answer. */
const unsaid = new Set<ErrorCode>([
  "relay-quota",
  "timed-out",
  "dns-failed",
  "unreachable",
  "relay-unreachable",
]);

function withoutSignIn(spec: RelaySpec): RelaySpec {
  if (!("signIn" in spec)) return spec;
  const { signIn: _signIn, ...rest } = spec;
  return rest;
}

function rangesOf(opening: Opening): HealthCheck {
  return opening.kind === "ranges"
    ? {
        check: "ranges",
        ok: true,
        detail: "Parts of the file can be had, so that many connections share it.",
      }
    : {
        check: "ranges",
        ok: false,
        detail:
          "It sends the whole file only. Pass Range on to the origin; do not compress or buffer the whole answer.",
      };
}

function validatorsOf({ identity }: Opening): HealthCheck {
  const kept = [identity.etag && "ETag", identity.lastModified && "Last-Modified"].filter(Boolean);
  return kept.length > 0
    ? { check: "validators", ok: true, detail: `${kept.join(" and ")} come through.` }
    : {
        check: "validators",
        ok: false,
        detail: "Neither ETag nor Last-Modified comes through: bytes have to be compared instead.",
      };
}

function redirectsOf({ at }: Opening, source: URL): HealthCheck {
  const check = "redirects";
  return at.origin === source.origin
    ? { check, ok: null, detail: "The file lies on its own server: no redirect to another one was seen." }
    : { check, ok: true, detail: `It follows the redirect to ${at.host}.` };
}

/** What direct says of the same file. */
async function compare(
  opening: Opening,
  bytes: Buffer | undefined,
  road: Road,
  ask: Ask,
  checks: HealthCheck[],
): Promise<void> {
  try {
    const mine = await openRoad(road, sample, ask);
    const theirs = await readSmall(mine.answer, sample.end, ask.signal);
    const alike = likeness(mine.identity, opening.identity) !== "different" && bytes?.equals(theirs) === true;
    checks.push(
      alike
        ? {
            check: "same-file",
            ok: true,
            detail: "Its first bytes and its size are those of the direct route.",
          }
        : {
            check: "same-file",
            ok: false,
            detail:
              "It brings another file than the direct route: check the origin that it asks, and its cache.",
          },
    );
  } catch (error) {
    ask.signal.throwIfAborted();
    const detail = `The direct route could not be compared: ${error instanceof AppError ? error.message : describe(error)}`;
    checks.push({ check: "same-file", ok: null, detail });
  }
}

/** Whether odd paths mean the same on both ways: the statuses are compared, since the files need not exist. */
async function checkPaths(relay: Road, other: Road, ask: Ask, checks: HealthCheck[]): Promise<void> {
  const folder = new URL(".", ask.source);
  const differing: string[] = [];
  let compared = 0;
  /** Out: undefined where nobody answers. */
  const statusOver = async (road: Road, source: URL) => {
    try {
      const { answer } = await sendOver(road, source, { start: 0, end: 1 }, { ...ask, source });
      answer.close();
      return answer.status;
    } catch {
      ask.signal.throwIfAborted();
      return undefined;
    }
  };
  for (const odd of oddPaths) {
    const source = new URL(folder.href + odd);
    if (!relay.route.covers(source)) continue;
    const wanted = await statusOver(other, source);
    // Direct is the road that fails most: that is not the relay's fault.
    if (wanted === undefined) continue;
    compared++;
    if ((await statusOver(relay, source)) !== wanted) differing.push(odd);
  }
  if (compared === 0) {
    const detail = "The direct route did not answer: nothing tells what odd addresses should lead to.";
    checks.push({ check: "paths", ok: null, detail });
    return;
  }
  checks.push(
    differing.length === 0
      ? { check: "paths", ok: true, detail: "Addresses with escapes arrive as they are." }
      : {
          check: "paths",
          ok: false,
          detail: `Addresses such as ${differing.join(" and ")} mean something else behind it: in nginx, use proxy_pass without a path, and merge_slashes off.`,
        },
  );
}

async function checkKeepAlive(road: Road, ask: Ask, checks: HealthCheck[]): Promise<void> {
  const trips: number[] = [];
  try {
    for (let count = 0; count < 4; count++) {
      const { answer } = await sendOver(road, road.at ?? ask.source, { start: count, end: count + 1 }, ask);
      await drain(answer, 64 * 1024, ask.signal);
      if (!answer.newConnection) trips.push(answer.firstByteMs);
    }
  } catch (error) {
    ask.signal.throwIfAborted();
    const detail = `A further request failed: ${error instanceof AppError ? error.message : describe(error)}`;
    checks.push({ check: "keep-alive", ok: false, detail });
    return;
  }
  checks.push(
    trips.length > 0
      ? {
          check: "keep-alive",
          ok: true,
          detail: `A connection serves several requests; a round trip takes ${Math.round(Math.min(...trips))} ms.`,
        }
      : {
          check: "keep-alive",
          ok: false,
          detail:
            "It closes the connection after each request: in nginx, set proxy_http_version 1.1, an empty Connection header, and keepalive.",
        },
  );
}

/** How many requests it serves at the same time, up to what Detour would use. */
async function checkConnections(road: Road, total: number, ask: Ask, checks: HealthCheck[]): Promise<void> {
  const most = mostLanes(road.route);
  // Large enough to be under way while the others are asked; they are hung up on once all have answered.
  const size = Math.min(2 * 1024 * 1024, total);
  const held = await Promise.all(
    Array.from({ length: most }, async (_, index) => {
      try {
        const start = Math.min(index * 4096, total - size);
        const { answer } = await sendOver(road, road.at ?? ask.source, { start, end: start + size }, ask);
        return { answer, ok: answer.status === 206 };
      } catch {
        return undefined;
      }
    }),
  );
  const served = held.filter((one) => one?.ok).length;
  for (const one of held) one?.answer.close();
  ask.signal.throwIfAborted();
  checks.push(
    served === most
      ? { check: "connections", ok: true, detail: `It serves ${most} requests at the same time.` }
      : {
          check: "connections",
          ok: served >= 8,
          detail: `It serves ${served} of ${most} requests at the same time; Detour keeps to that. On your own relay, raise limit_conn.`,
        },
  );
}

function credentialsOf({ relay, source }: HealthRequest): HealthCheck {
  const route = routeFor(relay, source ?? new URL("https://origin.example/"));
  const detail = route.endToEnd
    ? "It cannot read https: your sign-in data may travel over it."
    : route.own
      ? "It can read what it carries, and you marked it as your own: your sign-in data may travel over it."
      : "It can read what it carries: your sign-in data stays away from it. Mark it as your own (#own) if it is.";
  return { check: "credentials", ok: null, detail };
}

/** What failed decides, the worst of it first. */
const causes = {
  unusable: ["reachable", "certificate", "answers", "same-file"],
  slow: ["ranges", "keep-alive", "connections"],
  weak: ["token", "paths", "validators"],
} as const satisfies Record<string, readonly CheckName[]>;

function gradeOf(checks: readonly HealthCheck[]): Pick<Health, "grade" | "cause"> {
  for (const grade of ["unusable", "slow", "weak"] as const) {
    const cause = causes[grade].find((name) =>
      checks.some(({ check, ok }) => check === name && ok === false),
    );
    if (cause) return { grade, cause };
  }
  const whole = checks.some(({ check, ok }) => check === "ranges" && ok);
  return { grade: whole ? "good" : "unknown", cause: null };
}

function verdictOf(
  { grade, cause }: Pick<Health, "grade" | "cause">,
  checks: readonly HealthCheck[],
): string {
  const says = checks.find(({ check }) => check === cause)?.detail ?? "";
  return {
    unusable: `It cannot be used. ${says}`,
    slow: `It can be used, but will be slow. ${says}`,
    weak: `It can be used; one thing should be mended. ${says}`,
    good: "It is in good health.",
    unknown: "It answers; more can be told with a file to ask for.",
  }[grade];
}
