/**
 * Where many origins stand behind one address (a relay's prefix, gateway URLs), a browser takes them for one site. Fields of
 * an answer that would speak for that address, or reach another origin's pages there.
 */
export const keptFromOneSite: ReadonlySet<string> = new Set([
  "set-cookie",
  "alt-svc",
  "strict-transport-security",
  "clear-site-data",
  "service-worker-allowed",
  "content-security-policy",
  "referrer-policy",
]);
