/** The pages: the built renderer for those who are in, a way in for those who are not. */
import { serveStatic } from "@hono/node-server/serve-static";
import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { contentSecurityPolicy } from "../common/csp.ts";
import { isHttp } from "../common/source.ts";
import { addPage, loginPage, loginPolicy, needsLinkPage, noAddressPage } from "./pages.ts";
import type { Sessions } from "./sessions.ts";

export interface SiteOptions {
  /** Folder of the built renderer. */
  readonly rendererDir: string;
  readonly sessions: Sessions;
  /** Shows an address to the person, who decides what becomes of it. */
  readonly offer: (url: string) => void;
  /** Whether a password, not a link, lets browsers in. */
  readonly byPassword: boolean;
}

type Env = { Bindings: HttpBindings };

const year = 31_536_000;
/** No header that carries one may be longer: see host.ts. */
const longestUrl = 16_000;

const defaultHeaders = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** Answers every request that the door let pass. */
export function createSite({ rendererDir, sessions, offer, byPassword }: SiteOptions): Hono<Env> {
  const site = new Hono<Env>();

  site.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(defaultHeaders))
      if (!c.res.headers.has(name)) c.header(name, value);
  });

  const outside = (c: Context<Env>, problem?: Parameters<typeof loginPage>[0], status: 401 | 429 = 401) => {
    c.header("content-security-policy", loginPolicy);
    if (!byPassword) return c.html(needsLinkPage, 401);
    // Under no-referrer a browser would send the form with `Origin: null`, which the door refuses.
    c.header("referrer-policy", "same-origin");
    return c.html(loginPage(problem), status);
  };

  site.get("/", async (c, next) => {
    const token = c.req.query("token");
    if (token === undefined) return next();
    // A browser that fetches ahead of the user would use the link up.
    if (c.req.header("sec-purpose")?.includes("prefetch")) return c.body(null, 503);
    if (c.req.method !== "GET") return c.body(null, 405);
    const cookie = byPassword ? undefined : sessions.enterByToken(token);
    if (cookie) c.header("set-cookie", cookie);
    else if (!sessions.holds(c.env.incoming)) return outside(c);
    // The token leaves the address bar, and the history with it.
    return c.redirect("/", 303);
  });

  site.post("/login", bodyLimit({ maxSize: 10_000 }), async (c) => {
    if (!byPassword) return c.notFound();
    const { password } = await c.req.parseBody();
    const answer = sessions.checkPassword(typeof password === "string" ? password : "");
    if (answer !== "right") return outside(c, answer, answer === "wrong" ? 401 : 429);
    c.header("set-cookie", sessions.enterByPassword());
    return c.redirect("/", 303);
  });

  // Other pages may lead here: it says nothing, and knows nobody. Only its own form goes further.
  site.get("/add", (c) => {
    const url = c.req.query("url") ?? "";
    c.header("content-security-policy", loginPolicy);
    c.header("referrer-policy", "same-origin");
    return isHttp(url) && url.length <= longestUrl ? c.html(addPage(url)) : c.html(noAddressPage, 400);
  });

  site.post("/add", bodyLimit({ maxSize: 4 * longestUrl }), async (c) => {
    if (!sessions.holds(c.env.incoming)) return outside(c);
    const { url } = await c.req.parseBody();
    if (typeof url === "string" && isHttp(url)) offer(url);
    return c.redirect("/", 303);
  });

  site.use(async (c, next) => {
    if (!sessions.holds(c.env.incoming)) return outside(c);
    return next();
  });

  site.get(
    "*",
    async (c, next) => {
      await next();
      if (c.res.ok) c.header("cache-control", caching(c.req.path));
    },
    serveStatic({ root: rendererDir }),
  );
  site.notFound((c) => c.text("Not found", 404));
  site.onError((_error, c) => c.text("Something went wrong inside Detour", 500));
  return site;
}

/** Built assets carry a hash of their content in their names; everything else may change at the next start. */
function caching(file: string): string {
  return file.startsWith("/assets/") ? `private, max-age=${year}, immutable` : "no-cache";
}
