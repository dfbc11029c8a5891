/** The bookmark's code, run as a browser would, and what Detour reads of it. */
import vm from "node:vm";
import { expect, test } from "vitest";
import { readDetourLink } from "../../../electron/main/detour-link.ts";
import { bookmarklet } from "../../../renderer/state/bookmarklet.ts";

const page = "https://page.example/dir/?q=1#part";
const file = "https://files.example/a b.iso?sig=x&y=%2F'";

/** Runs a bookmark on a page with two links, of which the second may be selected. Out: where it led. */
function press(address: string, selected: boolean): { location: string; opened: string[] } {
  const links = [{ href: "https://page.example/about" }, { href: file }];
  const opened: string[] = [];
  const location = { href: page };
  const selection = { isCollapsed: !selected, containsNode: (link: object) => link === links[1] };
  vm.runInNewContext(decodeURIComponent(address.replace(/^javascript:/, "")), {
    location,
    document: { links },
    getSelection: () => selection,
    open: (url: string) => void opened.push(url),
  });
  return { location: location.href, opened };
}

test.each([
  ["the selected link", true, file],
  ["else the page", false, page],
])("in the desktop app it takes %s, by a link that the app reads", (_what, selected, url) => {
  const { location, opened } = press(bookmarklet({ host: "electron" }), selected);
  expect(opened).toEqual([]);
  expect(readDetourLink(location)).toMatchObject({ url, from: "link" });
});

test.each([true, false])(
  "in a browser it opens the served page; the page in front stays (%s)",
  (selected) => {
    const way = { host: "headless", origin: "http://127.0.0.1:4321" } as const;
    const { location, opened } = press(bookmarklet(way), selected);
    expect(location).toBe(page);
    const [target = ""] = opened;
    expect(new URL(target).origin).toBe(way.origin);
    expect(new URL(target).searchParams.get("url")).toBe(selected ? file : page);
  },
);

test("it is one address, without anything that a bookmark would lose", () => {
  expect(bookmarklet({ host: "electron" })).toMatch(/^javascript:[\w.~!*'()%-]+$/);
});
