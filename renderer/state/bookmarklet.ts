/**
 * A bookmark that hands over what a page shows: the first link of the selection, else the page's own address. It goes to
 * Detour as any link does, so that nothing comes of it before the person has seen the address. Pure.
 */

/** Where it goes: the desktop app by a `detour:` link, or the address that Detour is served at. */
export type BookmarkletWay =
  | { readonly host: "electron" }
  | { readonly host: "headless"; readonly origin: string };

/** The bookmark's address. */
export function bookmarklet(way: BookmarkletWay): string {
  // A page's own scripts may have replaced anything; what comes of that is an address to look at, like any other.
  const url =
    "(function(){" +
    "var s=getSelection();" +
    "var l=s&&!s.isCollapsed?Array.prototype.find.call(document.links,function(a){return s.containsNode(a,true)}):null;" +
    "return (l||location).href})()";
  const code =
    way.host === "electron"
      ? `location.href='detour:?url='+encodeURIComponent(${url})`
      : `open(${JSON.stringify(`${way.origin}/add?url=`)}+encodeURIComponent(${url}))`;
  // Its value would take the page's place.
  return `javascript:${encodeURIComponent(`void(${code})`)}`;
}
