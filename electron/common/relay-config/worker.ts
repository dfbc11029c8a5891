import type { Checked, RelayConfig } from "./request.ts";
import { quoted } from "./shared.ts";

/** A script for Cloudflare Workers. */
export function workerConfig({ hosts, domain, token }: Checked): RelayConfig {
  const allowed = hosts.map((host) =>
    host.startsWith(".") ? `(^|\\.)${quoted(host.slice(1))}$` : `^${quoted(host)}$`,
  );
  const text = `// Detour relay: a Cloudflare Worker for the hosts below, at /TOKEN/https/HOST/PATH.
// Not tested by us: the place that runs it may change ranges and limits.
const token = "${token}";
const allowed = /${allowed.join("|")}/;
const passedOn = ["range", "if-range", "if-match", "user-agent", "accept", "referer"];

export default {
  async fetch(request) {
    const url = new URL(request.url);
    const [, given, scheme, host, path = "/"] = /^\\/([^/]+)\\/(https?)\\/([^/?]+)(\\/.*)?$/.exec(url.pathname) ?? [];
    if (given !== token) return new Response(null, { status: 404 });
    if (!allowed.test(host) || !["GET", "HEAD"].includes(request.method)) return new Response(null, { status: 403 });
    const headers = new Headers({ "accept-encoding": "identity" });
    for (const name of passedOn) if (request.headers.has(name)) headers.set(name, request.headers.get(name));
    const answer = await fetch(\`\${scheme}://\${host}\${path}\${url.search}\`, {
      method: request.method,
      headers,
      redirect: "manual",
    });
    const out = new Headers(answer.headers);
    out.set("x-relay-up", String(answer.status));
    out.delete("set-cookie");
    return new Response(answer.body, { status: answer.status, headers: out });
  },
};
`;
  return {
    kind: "worker",
    path: "worker.js",
    text,
    commands: ["npx wrangler deploy worker.js --name detour-relay --compatibility-date 2026-11-01"],
    spec: `prefix:https://${domain}/${token}/{scheme}/{authority}{pathquery}#own`,
    notes: [
      "This one is not tested by us.",
      "Look at what the provider allows: many forbid large downloads, and some turn ranges into whole files.",
    ],
  };
}
