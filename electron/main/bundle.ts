/** The files of the built renderer as answers to requests. Only what is inside its folder is served. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { contentSecurityPolicy } from "../common/csp.ts";
import { host } from "./origin.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Answers one request: 400 for what is no name of a file here, 404 for what is not there. */
export async function answer(root: string, request: Request): Promise<Response> {
  const file = resolveFile(root, request.url);
  if (file === undefined) return plain(400, "Bad request");
  if (request.method !== "GET" && request.method !== "HEAD") return plain(405, "Method not allowed");
  try {
    const body = request.method === "HEAD" ? null : new Uint8Array(await readFile(file));
    return new Response(body, {
      headers: headers(types[path.extname(file).toLowerCase()] ?? "application/octet-stream"),
    });
  } catch {
    return plain(404, "Not found");
  }
}

/** The file that a URL names, or undefined where it names none inside `root`. */
function resolveFile(root: string, url: string): string | undefined {
  try {
    const { pathname, host: asked } = new URL(url);
    if (asked !== host) return undefined;
    const name = decodeURIComponent(pathname === "/" ? "/index.html" : pathname);
    if (/[\0\\]/.test(name)) return undefined;
    const file = path.join(root, name);
    return file.startsWith(path.resolve(root) + path.sep) ? file : undefined;
  } catch {
    return undefined;
  }
}

const headers = (type: string) => ({
  "content-type": type,
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
});

const plain = (status: number, text: string) =>
  new Response(text, { status, headers: headers("text/plain; charset=utf-8") });
