/** The real headless host over a folder of two files, and a browser's part in talking to it. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { WebSocket } from "ws";
import { silentLog } from "../../electron/engine/log.ts";
import { startHeadless, type Headless, type HeadlessOptions } from "../../electron/headless/host.ts";
import { createMemoryService } from "./memory-service.ts";

export const indexHtml = "<!doctype html><title>Detour</title>";

/** Starts a host. What lies beside its folder (`secret.txt`) must never be served. */
export async function startTestHost(options: Partial<HeadlessOptions> = {}): Promise<Headless> {
  const folder = await mkdtemp(path.join(tmpdir(), "detour-host-"));
  const rendererDir = path.join(folder, "renderer");
  await mkdir(path.join(rendererDir, "assets"), { recursive: true });
  await writeFile(path.join(rendererDir, "index.html"), indexHtml);
  await writeFile(path.join(rendererDir, "assets/app-1a2b.js"), "export {};");
  await writeFile(path.join(folder, "secret.txt"), "secret");
  const host = await startHeadless({
    service: createMemoryService(),
    rendererDir,
    log: silentLog,
    report: () => undefined,
    ...options,
  });
  return {
    ...host,
    async close() {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Follows a link as a browser would. Returns the cookie it got. */
export async function enter(link: string): Promise<string> {
  const response = await fetch(link, { redirect: "manual" });
  const cookie = response.headers.get("set-cookie")?.split(";")[0];
  if (!cookie) throw new Error(`no cookie; the host answered ${response.status}`);
  return cookie;
}

/** A socket with the headers that a browser's page on `origin` would send. */
export function openSocket(
  origin: string,
  { cookie, from = origin }: { readonly cookie?: string; readonly from?: string } = {},
): WebSocket {
  const socket = new WebSocket(`${origin.replace("http:", "ws:")}/api`, {
    headers: { origin: from, ...(cookie ? { cookie } : {}) },
  });
  // Unlike a browser's, it throws where nobody hears its errors; a close follows each.
  socket.on("error", () => undefined);
  return socket;
}
