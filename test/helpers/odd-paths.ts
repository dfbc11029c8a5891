/** Addresses of which careless relays make others, below `/echo`, which says what was asked for (RFC 3986, 2 and 6). */
export const oddPaths = [
  "/echo/a%2Fb",
  "/echo/a%20b",
  "/echo/a+b",
  "/echo/a//b",
  "/echo/a%23b",
  "/echo/?q=%2F+%20&u=https://h/p",
  "/echo/%E4%B8%AD",
  "/echo/x?",
  "/echo/x?a=1?b=2",
  "/echo/x;p=1",
  "/echo/x'()*!",
  "/echo/a%25b",
] as const;
