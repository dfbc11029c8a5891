/** Who answers a page's requests: the app's own schemes, else loopback itself; the rest is refused and recorded. */
import type { Page, Request as PageRequest, Route } from "playwright-core";
import { handlerOf, toApp } from "./schemes.ts";
import { Cancelable, recorded } from "./strict.ts";

/** What a page does about a navigation that it did not start itself; web-contents.ts registers one for each page. */
export interface Navigated {
  /** Whether the main process itself asked for this address, which no event tells. */
  isExpected(real: string): boolean;
  emit(event: "will-navigate", details: object, url: string): boolean;
}

export const navigators = new Map<Page, Navigated>();

const passes = /^(file|data|blob|about):|^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/;

/** Answers one request. */
export async function answer(route: Route): Promise<void> {
  const request = route.request();
  const url = toApp(request.url());
  const page = navigatingPage(request);
  if (page === "gone" || (page && isPrevented(page, request.url(), url))) return route.abort("aborted");
  const handler = handlerOf(url);
  if (handler) return fulfill(route, await handler(toRequest(request, url)));
  if (passes.test(url)) return route.continue();
  recorded.push({ api: "network.refused", args: [url] });
  return route.abort("namenotresolved");
}

/** The page whose main frame a request would navigate; `gone` for a popup's first one, whose frame is not there yet. */
function navigatingPage(request: PageRequest): Page | "gone" | undefined {
  if (!request.isNavigationRequest()) return undefined;
  try {
    const frame = request.frame();
    return frame === frame.page().mainFrame() ? frame.page() : undefined;
  } catch {
    return "gone";
  }
}

function isPrevented(page: Page, real: string, url: string): boolean {
  const navigator = navigators.get(page);
  if (!navigator || navigator.isExpected(real)) return false;
  const event = Object.assign(new Cancelable(), { url, isMainFrame: true });
  navigator.emit("will-navigate", event, url);
  return event.defaultPrevented;
}

function toRequest(request: PageRequest, url: string): Request {
  const body = request.postDataBuffer();
  return new Request(url, {
    method: request.method(),
    headers: request.headers(),
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
}

async function fulfill(route: Route, response: Response): Promise<void> {
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}
