/** The lines of `--json` as ARCHITECTURE writes them, strictly: an extra field fails too. */
import { z } from "zod";
import { isErrorCode } from "../../electron/common/errors.ts";
import { rule, ruleUses } from "../../electron/common/rules.ts";
import { checksumSource, pastComparison, poolPlace, strength, warning } from "../../electron/common/views.ts";
import type { Line } from "../../electron/cli/json-lines.ts";

const code = z.string().refine(isErrorCode);
const problem = z.strictObject({ code, message: z.string().min(1) });
const bytes = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const savedRelay = z.strictObject({
  name: z.string(),
  kind: z.enum(["reverse", "prefix"]),
  host: z.string(),
  own: z.boolean(),
  use: z.enum(["auto", "always", "never"]),
  quota: z.strictObject({ day: bytes.nullable(), month: bytes.nullable() }),
  traffic: z.strictObject({ day: bytes, month: bytes }),
});

export const lineSchemas = {
  progress: z.strictObject({
    event: z.literal("progress"),
    bytes,
    total: bytes.nullable(),
    speed: z.number().nonnegative(),
    routes: z.array(
      z.strictObject({
        route: z.string(),
        lanes: z.int().nonnegative(),
        bytes,
        speed: z.number().nonnegative(),
        state: z.enum(["opening", "active", "idle", "out"]),
      }),
    ),
  }),
  done: z.strictObject({
    event: z.literal("done"),
    file: z.string(),
    bytes,
    keptBytes: bytes,
    seconds: z.number().nonnegative(),
    sha256: sha256.nullable(),
    routes: z.array(
      z.strictObject({
        route: z.string(),
        bytes,
        connections: z.int().nonnegative(),
        requests: z.int().nonnegative(),
        retries: z.int().nonnegative(),
      }),
    ),
  }),
  checked: z.strictObject({
    event: z.literal("checked"),
    level: z.enum(["checksum", "end-to-end", "sampled", "unproved"]),
    algorithm: z.string().nullable(),
    source: checksumSource.nullable(),
    strength: strength.nullable(),
    samples: z.int().nonnegative(),
  }),
  notice: z.strictObject({ event: z.literal("notice"), code: warning, message: z.string().min(1) }),
  route: z.strictObject({
    event: z.literal("route"),
    route: z.string(),
    state: z.enum(["out", "active"]),
    code: code.nullable(),
    message: z.string().min(1).nullable(),
  }),
  pool: z.strictObject({ event: z.literal("pool"), routes: z.array(poolPlace.strict()).min(1) }),
  saw: z.strictObject({
    event: z.literal("saw"),
    routes: z.array(
      z.strictObject({
        route: z.string(),
        bytes,
        speed: z.number().nonnegative().nullable(),
        firstByteMs: z.number().nonnegative().nullable(),
      }),
    ),
  }),
  compared: z.strictObject({
    event: z.literal("compared"),
    routes: z.array(
      z.strictObject({
        route: z.string(),
        connections: z.int(),
        samples: z.array(z.number()),
        median: z.number().nullable(),
        low: z.number().nullable(),
        high: z.number().nullable(),
        firstByteMs: z.number().nullable(),
        bytes,
        problem: problem.optional(),
      }),
    ),
    ratio: z.number().nullable(),
    ratioLow: z.number().nullable(),
    ratioHigh: z.number().nullable(),
    verdict: z.enum(["relay", "direct", "same", "unsure"]),
  }),
  scheduled: z.strictObject({
    event: z.literal("scheduled"),
    made: z.int().min(1),
    next: z.iso.datetime().nullable(),
    problem: problem.nullable(),
  }),
  history: z.strictObject({ event: z.literal("history"), comparisons: z.array(pastComparison.strict()) }),
  probed: z.strictObject({
    event: z.literal("probed"),
    routes: z.array(
      z.strictObject({
        route: z.string(),
        status: z.int().nullable(),
        bytes: bytes.nullable(),
        etag: z.string().nullable(),
        lastModified: z.string().nullable(),
        ranges: z.boolean(),
        firstByteMs: z.number().nullable(),
        problem: problem.nullable(),
      }),
    ),
  }),
  failed: z.strictObject({
    event: z.literal("failed"),
    code,
    message: z.string().min(1),
    resumable: z.boolean(),
  }),
  practice: z.strictObject({
    event: z.literal("practice"),
    url: z.url(),
    relays: z.array(z.string()).min(1),
    sha256: sha256.nullable(),
  }),
  serving: z.strictObject({ event: z.literal("serving"), url: z.url() }),
  rules: z.strictObject({ event: z.literal("rules"), rules: z.array(rule.strict()) }),
  ruled: z.strictObject({
    event: z.literal("ruled"),
    host: z.string(),
    rule: z.int().nullable(),
    use: z.enum(ruleUses),
    relays: z.array(z.string()),
  }),
  gateway: z.strictObject({ event: z.literal("gateway"), url: z.url(), proxy: z.url() }),
  relays: z.strictObject({ event: z.literal("relays"), relays: z.array(savedRelay) }),
  added: z.strictObject({ event: z.literal("added"), relay: savedRelay }),
  removed: z.strictObject({ event: z.literal("removed"), name: z.string() }),
  tested: z.strictObject({
    event: z.literal("tested"),
    checks: z.array(
      z.strictObject({ check: z.string(), ok: z.boolean().nullable(), detail: z.string().min(1) }),
    ),
    verdict: z.string().min(1),
  }),
  relay: z.strictObject({ event: z.literal("relay"), url: z.url(), spec: z.string().startsWith("prefix:") }),
  config: z.strictObject({
    event: z.literal("config"),
    kind: z.enum(["nginx-sni", "nginx", "nginx-generic", "caddy", "squid", "worker"]),
    path: z.string(),
    text: z.string(),
    commands: z.array(z.string()),
    spec: z.string(),
    notes: z.array(z.string()),
  }),
} satisfies { [E in Line["event"]]: z.ZodType<{ event: E }> };

const anyLine = z.discriminatedUnion("event", [
  lineSchemas.progress,
  lineSchemas.done,
  lineSchemas.checked,
  lineSchemas.notice,
  lineSchemas.route,
  lineSchemas.pool,
  lineSchemas.saw,
  lineSchemas.compared,
  lineSchemas.scheduled,
  lineSchemas.history,
  lineSchemas.probed,
  lineSchemas.failed,
  lineSchemas.practice,
  lineSchemas.serving,
  lineSchemas.gateway,
  lineSchemas.rules,
  lineSchemas.ruled,
  lineSchemas.relays,
  lineSchemas.added,
  lineSchemas.removed,
  lineSchemas.config,
  lineSchemas.relay,
  lineSchemas.tested,
]);
export type AnyLine = z.infer<typeof anyLine>;

/** Reads one line of output. Throws where it is not JSON or has another shape. */
export function parseLine(text: string): AnyLine {
  return anyLine.parse(JSON.parse(text));
}
