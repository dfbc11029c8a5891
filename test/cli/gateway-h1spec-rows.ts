/**
 * What an HTTP/1.1 server is sent, well and badly made, and what it may answer: one row a rule of RFC 9112 or RFC 9110. In
 * the bytes, `{T}` is an address at the gateway that leads to the origin, `{H}` the Host that goes with it, and `{ID}` a
 * word by which the origin's requests are told apart.
 */

export type Door = "url" | "proxy";

export interface Row {
  readonly name: string;
  readonly bytes: string;
  /** The statuses of the answers in turn, each one of some (`400|431`), or `4xx`. */
  readonly answers: readonly string[];
  /** Whether the connection is used further; undefined where both are right. */
  readonly kept?: boolean;
  /** The requests that reach the origin, as `METHOD body`, in turn; one of those in a list of lists. */
  readonly reaches: readonly string[];
  /** Both unless given. */
  readonly door?: Door;
  readonly methods?: readonly string[];
}

const crlf = "\r\n";
const host = "Host: {H}\r\n";
const get = `GET {T} HTTP/1.1${crlf}`;
const post = `POST {T} HTTP/1.1${crlf}`;
const chunked = `Transfer-Encoding: chunked${crlf}`;

/** It is served, and the connection goes on. */
const good = (
  name: string,
  bytes: string,
  reaches: readonly string[] = ["GET "],
  more: Partial<Row> = {},
): Row => ({ name, bytes, answers: reaches.map(() => "200"), kept: true, reaches, ...more });

/** It is refused, nothing of it reaches the origin, and the connection ends. */
const bad = (name: string, bytes: string, answer = "400", more: Partial<Row> = {}): Row => ({
  name,
  bytes,
  answers: [answer],
  kept: false,
  reaches: [],
  ...more,
});

/** It may be served or refused: what it may reach the origin as. */
const either = (name: string, bytes: string, answer: string, reaches: string): Row => ({
  name,
  bytes,
  answers: [answer],
  reaches: [`${reaches}?`],
});

const badField = (name: string, line: string, answer = "400", more: Partial<Row> = {}) =>
  bad(name, `${get}${host}${line}${crlf}${crlf}`, answer, more);
const badHost = (name: string, value: string, answer = "400", more: Partial<Row> = {}) =>
  bad(`9112 3.2: Host ${name}`, `${get}Host: ${value}${crlf}${crlf}`, answer, more);
const badLength = (name: string, lines: string) =>
  bad(`9112 6.3: Content-Length ${name}`, `${post}${host}${lines}${crlf}${crlf}hello`);
const badCoding = (name: string, lines: string, answer = "400") =>
  bad(
    `9112 6.1: Transfer-Encoding ${name}`,
    `${post}${host}${lines}${crlf}${crlf}5${crlf}hello${crlf}0${crlf}${crlf}`,
    answer,
  );
const badChunks = (name: string, body: string, answer = "400") =>
  bad(`9112 7.1: ${name}`, `${post}${host}${chunked}${crlf}${body}`, answer);
/** A request of its own where a body is taken for one. */
const hidden = `GET {T}?hidden HTTP/1.1\r\nHost: {H}\r\n\r\n`;
/** Framed as a chunk once it is filled in. */
const inChunks = (text: string) => `{C}${text}{/C}0${crlf}${crlf}`;

export const rows: readonly Row[] = [
  // Well made.
  good("9112 2.1: a request", `${get}${host}${crlf}`),
  good("9112 2.2: an empty line before it", `${crlf}${get}${host}${crlf}`),
  good("9112 2.2: three empty lines before it", `${crlf}${crlf}${crlf}${get}${host}${crlf}`),
  good(
    "9112 5: names in any case, tabs and spaces around values, empty values",
    `${get}hOsT:\t{H} \t${crlf}X-Empty:${crlf}X-Blank:  ${crlf}${crlf}`,
  ),
  good("9110 5.5: bytes beyond ASCII in a value", `${get}${host}X: caf\xe9 \xff${crlf}${crlf}`),
  good(
    "9110 5.6.2: every character that a name may have",
    `${get}${host}!#$%&'*+-.^_\`|~09aZ: x${crlf}${crlf}`,
  ),
  good("9110 9.3.2: HEAD has no body", `HEAD {T} HTTP/1.1${crlf}${host}${crlf}`, ["HEAD "], {
    methods: ["HEAD"],
  }),
  good("9110 9.3.4: PUT", `PUT {T} HTTP/1.1${crlf}${host}Content-Length: 5${crlf}${crlf}hello`, [
    "PUT hello",
  ]),
  good("9112 6.2: a body by its length", `${post}${host}Content-Length: 5${crlf}${crlf}hello`, [
    "POST hello",
  ]),
  good(
    "9112 6.2: a length with zeros and spaces around",
    `${post}${host}Content-Length:  0005 ${crlf}${crlf}hello`,
    ["POST hello"],
  ),
  good("9112 6.2: a length of nothing", `${post}${host}Content-Length: 0${crlf}${crlf}`, ["POST "]),
  good("9112 6.3: no length and no coding is no body", `${post}${host}${crlf}`, ["POST "]),
  good(
    "9112 7.1: a body in chunks",
    `${post}${host}${chunked}${crlf}c${crlf}HellO world1${crlf}0${crlf}${crlf}`,
    ["POST HellO world1"],
  ),
  good(
    "9112 7.1: sizes in both cases, with zeros before",
    `${post}${host}${chunked}${crlf}00B${crlf}hello world${crlf}a${crlf}0123456789${crlf}000${crlf}${crlf}`,
    ["POST hello world0123456789"],
  ),
  good(
    "9112 7: the coding's name in any case",
    `${post}${host}tRANSFER-eNCODING: Chunked${crlf}${crlf}${inChunks("hello")}`,
    ["POST hello"],
  ),
  good(
    "9112 7.1.1: extensions of chunks are passed over",
    `${post}${host}${chunked}${crlf}5;a;b=c;d="e f"${crlf}hello${crlf}0;x=y${crlf}${crlf}`,
    ["POST hello"],
  ),
  good(
    "9112 7.1.2: fields after the chunks",
    `${post}${host}Trailer: X${crlf}${chunked}${crlf}5${crlf}hello${crlf}0${crlf}X: y${crlf}${crlf}`,
    ["POST hello"],
  ),
  either(
    "9110 6.5.1: a length after the chunks frames nothing",
    `${post}${host}${chunked}${crlf}5${crlf}hello${crlf}0${crlf}Content-Length: 50${crlf}${crlf}`,
    "200|400",
    "POST hello",
  ),
  ...["GET", "DELETE", "OPTIONS", "PATCH", "REPORT"].map((method) =>
    good(
      `9112 6.1: what ${method} has in chunks stays its body`,
      `${method} {T} HTTP/1.1${crlf}${host}${chunked}${crlf}${inChunks(hidden)}`,
      [`${method} ${hidden}`],
    ),
  ),
  good(
    "9112 6.3: what GET has by its length stays its body",
    `${get}${host}Content-Length: 5${crlf}${crlf}hello`,
    ["GET hello"],
  ),
  ...["GET", "POST"].map((method) =>
    good(
      `9110 7.6.1: Connection that names the length of ${method} does not unframe its body`,
      `${method} {T} HTTP/1.1${crlf}${host}Connection: content-length${crlf}Content-Length: 5${crlf}${crlf}hello`,
      [`${method} hello`],
    ),
  ),
  good(
    "9110 10.1.1: Expect: 100-continue",
    `${post}${host}Expect: 100-continue${crlf}Content-Length: 5${crlf}${crlf}hello`,
    ["POST hello"],
    {
      answers: ["100", "200"],
    },
  ),
  good("9110 10.1.1: another expectation", `${get}${host}Expect: a-miracle${crlf}${crlf}`, [], {
    answers: ["417"],
  }),
  good("9110 10.1.4: TE", `${get}${host}Connection: TE${crlf}TE: trailers, gzip;q=0.5${crlf}${crlf}`),
  good("9112 9.6: Connection: close", `${get}${host}Connection: close${crlf}${crlf}`, ["GET "], {
    kept: false,
  }),
  good(
    "9112 9.6: close among others",
    `${get}${host}Connection: X, ClosE${crlf}X: y${crlf}${crlf}`,
    ["GET "],
    { kept: false },
  ),
  good("9112 9.3: HTTP/1.0 ends the connection", `GET {T} HTTP/1.0${crlf}${host}${crlf}`, ["GET "], {
    kept: false,
  }),
  good(
    "9112 C.2.2: HTTP/1.0 that asks to keep it",
    `GET {T} HTTP/1.0${crlf}${host}Connection: keep-alive${crlf}${crlf}`,
    ["GET "],
  ),

  // Several on one connection.
  good("9112 9.3.2: two in one", `${get}${host}${crlf}${get}${host}${crlf}`, ["GET ", "GET "]),
  good(
    "9112 9.3.2: a body ends where it ends",
    `${post}${host}Content-Length: 3${crlf}${crlf}abc${post}${host}${chunked}${crlf}${inChunks("def")}${get}${host}${crlf}`,
    ["POST abc", "POST def", "GET "],
  ),
  good(
    "9112 2.2: an empty line after a body",
    `${post}${host}Content-Length: 3${crlf}${crlf}abc${crlf}${get}${host}${crlf}`,
    ["POST abc", "GET "],
  ),
  good(
    "9112 9.3.2: HEAD before GET",
    `HEAD {T} HTTP/1.1${crlf}${host}${crlf}${get}${host}${crlf}`,
    ["HEAD ", "GET "],
    { methods: ["HEAD", "GET"] },
  ),
  good(
    "9112 9.6: nothing after close is served",
    `${get}${host}Connection: close${crlf}${crlf}${get}${host}${crlf}`,
    ["GET "],
    {
      kept: false,
    },
  ),
  ...(
    [
      ["9112 9.3.2: one, and then what is none", `GARBAGE${crlf}${crlf}`, "400"],
      ["9112 9.3.2: one, and then two Hosts", `${get}${host}${host}${crlf}`, "400"],
      [
        "9110 7.8: one, and then Upgrade",
        `${get}${host}Connection: Upgrade${crlf}Upgrade: h2c${crlf}${crlf}`,
        "501",
      ],
    ] as const
  ).map(([name, bytes, answer]): Row => ({
    name,
    bytes: `${get}${host}${crlf}${bytes}`,
    answers: ["200", answer],
    kept: false,
    reaches: ["GET "],
  })),
  {
    name: "9110 9.3.6: one, and then CONNECT to another port",
    bytes: `${get}${host}${crlf}CONNECT a.example:25 HTTP/1.1${crlf}Host: a.example${crlf}${crlf}`,
    answers: ["200", "403|405"],
    kept: false,
    reaches: ["GET "],
  },
  {
    name: "9112 11.2: more than the length says is the next request",
    bytes: `${post}${host}Content-Length: 3${crlf}${crlf}abcdef${crlf}${crlf}`,
    answers: ["200", "400"],
    kept: false,
    reaches: ["POST abc"],
  },

  // The first line.
  bad("9112 2.2: something before the method", `Extra lineGET {T} HTTP/1.1${crlf}${host}${crlf}`),
  bad("9112 2.2: a space before the method", ` ${get}${host}${crlf}`),
  bad("9112 3: no version", `GET {T}${crlf}${host}${crlf}`, "400|505"),
  bad("9112 3: no version, a space", `GET {T} ${crlf}${crlf}`, "400|505"),
  bad("9112 3: no target", `GET HTTP/1.1${crlf}${host}${crlf}`),
  either("9112 3: two spaces before the target", `GET  {T} HTTP/1.1${crlf}${host}${crlf}`, "4xx|200", "GET "),
  either(
    "9112 3: two spaces before the version",
    `GET {T}  HTTP/1.1${crlf}${host}${crlf}`,
    "4xx|200",
    "GET ",
  ),
  bad("9112 3: a tab for a space", `GET\t{T}\tHTTP/1.1${crlf}${host}${crlf}`),
  bad("9112 3: a space in the target", `GET {T} x HTTP/1.1${crlf}${host}${crlf}`),
  bad("9112 3: something after the version", `GET {T} HTTP/1.1 x${crlf}${host}${crlf}`),
  bad(
    "9112 3.1: a method in lower case is another one",
    `get {T} HTTP/1.1${crlf}${host}${crlf}`,
    "400|405|501",
  ),
  bad("9112 3.1: a method that nobody knows", `JUMP {T} HTTP/1.1${crlf}${host}${crlf}`, "400|405|501"),
  bad("9112 3.1: a method of other characters", `G(T {T} HTTP/1.1${crlf}${host}${crlf}`),
  bad("9112 2.3: HTTP/9.9", `GET {T} HTTP/9.9${crlf}${host}${crlf}`, "400|505"),
  bad("9112 2.3: HTTP/2.0", `GET {T} HTTP/2.0${crlf}${host}${crlf}`, "400|505"),
  bad("9112 2.3: HTTP/1.10", `GET {T} HTTP/1.10${crlf}${host}${crlf}`, "400|505"),
  bad("9112 2.3: HTTP/1", `GET {T} HTTP/1${crlf}${host}${crlf}`, "400|505"),
  bad("9112 2.3: http/1.1", `GET {T} http/1.1${crlf}${host}${crlf}`, "400|505"),
  bad("9112 2.3: HTCPCP/1.1", `BREW {T} HTCPCP/1.1${crlf}${host}${crlf}`, "400|505|501"),
  bad("9113 3.4: the preface of HTTP/2", `PRI * HTTP/2.0${crlf}${crlf}SM${crlf}${crlf}`, "400|505"),
  bad("9110 4.2.2: the beginning of TLS", "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", "400"),
  bad("9112 3.2: a fragment", `GET {T}#x HTTP/1.1${crlf}${host}${crlf}`),
  bad("9112 3.2: a null byte in the target", `GET {T}\0x HTTP/1.1${crlf}${host}${crlf}`),
  bad("9112 3.2: a byte beyond ASCII in the target", `GET {T}\xe9 HTTP/1.1${crlf}${host}${crlf}`),
  bad("9112 3: a line of 40 kB", `GET {T}?${"a".repeat(40_000)} HTTP/1.1${crlf}${host}${crlf}`, "414|431"),
  bad("9110 9.3.8: TRACE", `TRACE {T} HTTP/1.1${crlf}${host}${crlf}`, "405"),

  // The four forms of a target.
  bad("9112 3.2.1: the proxy is no server", `GET /{ID} HTTP/1.1${crlf}${host}${crlf}`, "4xx", {
    door: "proxy",
  }),
  good(
    "9112 3.2.2: the Host of an absolute target is passed over",
    `${get}Host: elsewhere.example:81${crlf}${crlf}`,
    ["GET "],
    { door: "proxy" },
  ),
  good("9112 3.2.2: an empty Host with an absolute target", `${get}Host:${crlf}${crlf}`, ["GET "], {
    door: "proxy",
  }),
  good("9110 4.2.3: a scheme in capitals", `GET HTTP{T4} HTTP/1.1${crlf}${host}${crlf}`, ["GET "], {
    door: "proxy",
  }),
  bad(
    "9110 4.2.1: an absolute target without a host",
    `GET http:///{ID} HTTP/1.1${crlf}${host}${crlf}`,
    "400",
    { door: "proxy" },
  ),
  bad(
    "9110 4.2.4: a user name in an absolute target",
    `GET http://a:b@{H}/{ID} HTTP/1.1${crlf}${host}${crlf}`,
    "400",
    { door: "proxy" },
  ),
  bad("9112 3.2.2: another scheme", `GET ftp://{H}/{ID} HTTP/1.1${crlf}${host}${crlf}`, "400", {
    door: "proxy",
  }),
  bad("9112 3.2.2: gateway URLs are no proxy", `GET http://{H}/{ID} HTTP/1.1${crlf}${host}${crlf}`, "404", {
    door: "url",
  }),
  bad("9112 3.2.3: a GET of an authority", `GET {H} HTTP/1.1${crlf}${host}${crlf}`, "4xx"),
  bad("9112 3.2.3: CONNECT where there is no proxy", `CONNECT {H} HTTP/1.1${crlf}${host}${crlf}`, "405", {
    door: "url",
  }),
  bad(
    "9112 3.2.3: CONNECT without a port",
    `CONNECT a.example HTTP/1.1${crlf}Host: a.example${crlf}${crlf}`,
    "400",
    { door: "proxy" },
  ),
  bad(
    "9112 3.2.3: CONNECT of a whole address",
    `CONNECT https://a.example:443/ HTTP/1.1${crlf}Host: a.example${crlf}${crlf}`,
    "400",
    { door: "proxy" },
  ),
  bad("9112 3.2.3: CONNECT without Host", `CONNECT a.example:443 HTTP/1.1${crlf}${crlf}`, "400", {
    door: "proxy",
  }),
  bad(
    "9112 3.2: CONNECT with a bad Host",
    `CONNECT a.example:443 HTTP/1.1${crlf}Host: a b${crlf}${crlf}`,
    "400",
    { door: "proxy" },
  ),
  bad(
    "9110 9.3.6: CONNECT with chunks",
    `CONNECT a.example:443 HTTP/1.1${crlf}Host: a.example${crlf}${chunked}${crlf}0${crlf}${crlf}`,
    "400",
    { door: "proxy" },
  ),
  bad("9112 3.2.4: OPTIONS * at gateway URLs", `OPTIONS * HTTP/1.1${crlf}${host}${crlf}`, "4xx"),
  bad("9112 3.2.4: GET *", `GET * HTTP/1.1${crlf}${host}${crlf}`, "4xx"),
  good(
    "9110 7.6.2: OPTIONS that may go no further",
    `OPTIONS {T} HTTP/1.1${crlf}${host}Max-Forwards: 0${crlf}${crlf}`,
    [],
    { answers: ["200|204"] },
  ),
  good(
    "9110 7.6.2: OPTIONS that may go on",
    `OPTIONS {T} HTTP/1.1${crlf}${host}Max-Forwards: 3${crlf}${crlf}`,
    ["OPTIONS  2"],
  ),

  // Host.
  bad("9112 3.2: no Host", `${get}${crlf}`),
  bad("9112 3.2: no Host, with a body", `${post}Content-Length: 5${crlf}${crlf}hello`),
  bad("9112 3.2: two Hosts", `${get}${host}Host: evil.example${crlf}${crlf}`),
  bad("9112 3.2: two Hosts alike", `${get}${host}${host}${crlf}`),
  bad(
    "9112 3.2: a second Host behind 1200 fields",
    `${get}${host}${`a:${crlf}`.repeat(1200)}Host: evil.example${crlf}${crlf}`,
  ),
  badHost("with a space", "{H} evil.example"),
  badHost("with a path", "{H}/x"),
  badHost("with a user name", "a@{H}"),
  badHost("as a list", "{H}, evil.example"),
  badHost("with letters for a port", "127.0.0.1:http"),
  badHost("with an open bracket", "[::1"),
  badHost("with a byte beyond ASCII", "{H}\xe9"),
  badHost("of another name", "evil.example", "421", { door: "url" }),
  badHost("that is empty", "", "421", { door: "url" }),

  // Line ends.
  bad("9112 2.2: a bare line feed after the first line", `GET {T} HTTP/1.1\n${host}${crlf}`),
  bad("9112 2.2: a bare line feed after a field", `${get}${host}X: y\nZ: z${crlf}${crlf}`),
  bad("9112 2.2: a bare line feed for the empty line", `${get}${host}\n`),
  bad("9112 2.2: bare line feeds throughout", `GET {T} HTTP/1.1\nHost: {H}\n\n`),
  bad("9112 2.2: a bare return after the first line", `GET {T} HTTP/1.1\r${host}${crlf}`),
  bad("9112 2.2: a bare return in a value", `${get}${host}X: y\rZ: z${crlf}${crlf}`),
  bad("9112 2.2: a bare return before a field", `${get}${host}\rX: y${crlf}${crlf}`),
  bad("9112 2.2: two returns", `${get}Host: {H}\r\r\n\r\n`),
  bad("9112 2.2: a space before the first field", `${get} ${host}${crlf}`),

  // Fields.
  badField("9112 5.1: a space before the colon", "X : y"),
  badField("9112 5.1: a tab before the colon", "X\t: y"),
  bad(
    "9112 5.1: a space before the colon of a length",
    `${post}${host}Content-Length : 5${crlf}${crlf}hello`,
  ),
  badField("9110 5.1: a space in a name", "X Y: z"),
  badField("9110 5.1: brackets in a name", "X[]: y"),
  badField("9110 5.1: a byte beyond ASCII in a name", "X\xe9: y"),
  badField("9110 5.1: a null byte in a name", "X\0: y"),
  badField("9110 5.1: no name", ": y"),
  badField("9112 5: no colon", "X"),
  badField("9110 5.5: a null byte in a value", "X: a\0b"),
  badField("9110 5.5: a bell in a value", "X: a\x07b"),
  badField("9110 5.5: the byte 7F in a value", "X: a\x7fb"),
  badField("9112 5.2: a folded value", "X: y\r\n z"),
  badField("9112 5.2: a value folded by a tab", "X: y\r\n\tz"),
  bad(
    "9112 5.2: a folded coding",
    `${post}${host}Transfer-Encoding:\r\n chunked${crlf}${crlf}0${crlf}${crlf}`,
  ),
  badField("9110 5.4: a value of 40 kB", `X: ${"a".repeat(40_000)}`, "431"),
  badField("9110 5.4: a name of 40 kB", `${"a".repeat(40_000)}: x`, "431"),
  bad("9110 5.4: 4000 fields", `${get}${host}${`Abcdefgh: x${crlf}`.repeat(4000)}${crlf}`, "431"),
  badField("9110 7.8: Upgrade", `Connection: Upgrade${crlf}Upgrade: h2c`, "501"),

  // Lengths.
  badLength("below nothing", "Content-Length: -1"),
  badLength("far below nothing", "Content-Length: -123456789123456789123456789"),
  badLength("with a plus", "Content-Length: +5"),
  badLength("of letters", "Content-Length: abc"),
  badLength("in hexadecimal", "Content-Length: 0x5"),
  badLength("with a point", "Content-Length: 5.0"),
  badLength("in two words", "Content-Length: 5 5"),
  badLength("that is empty", "Content-Length:"),
  badLength("of 2^64 and 5", "Content-Length: 18446744073709551621"),
  badLength("of thirty digits", `Content-Length: ${"9".repeat(30)}`),
  badLength("as a list", "Content-Length: 5, 5"),
  badLength("twice, alike", `Content-Length: 5${crlf}Content-Length: 5`),
  badLength("twice, not alike", `Content-Length: 5${crlf}Content-Length: 0`),

  // Codings.
  badCoding("before a length", `Transfer-Encoding: chunked${crlf}Content-Length: 5`),
  badCoding("after a length, in another case", `content-LengtH: 5${crlf}TransFer-Encoding: chunked`),
  badCoding("that is unknown", "Transfer-Encoding: xchunked", "400|501"),
  badCoding("identity", "Transfer-Encoding: identity", "400|501"),
  badCoding("that is empty", "Transfer-Encoding:", "400|501"),
  badCoding("in quotes", 'Transfer-Encoding: "chunked"', "400|501"),
  badCoding("with a parameter", "Transfer-Encoding: chunked;q=1", "400|501"),
  badCoding("after a vertical tab", "Transfer-Encoding: \x0bchunked", "400|501"),
  badCoding("chunked, but not last", "Transfer-Encoding: chunked, identity", "400|501"),
  badCoding("chunked twice", "Transfer-Encoding: chunked, chunked", "400|501"),
  badCoding("chunked in two lines", `Transfer-Encoding: chunked${crlf}Transfer-Encoding: chunked`, "400|501"),
  badCoding(
    "in two lines, chunked first",
    `Transfer-Encoding: chunked${crlf}Transfer-Encoding: x`,
    "400|501",
  ),
  badCoding("gzip before chunked", "Transfer-Encoding: gzip, chunked", "400|501"),
  bad(
    "9112 6.1: Transfer-Encoding with HTTP/1.0",
    `POST {T} HTTP/1.0${crlf}${host}${chunked}${crlf}${inChunks("hello")}`,
  ),
  bad(
    "9112 6.1: Transfer-Encoding with HTTP/1.0 that keeps the connection",
    `POST {T} HTTP/1.0${crlf}${host}Connection: keep-alive${crlf}${chunked}${crlf}${inChunks("hello")}`,
  ),
  bad(
    "9112 6.1: a coding behind 1200 fields is seen",
    `GET {T} HTTP/1.1${crlf}${host}${`a:${crlf}`.repeat(1200)}Transfer-Encoding: gzip, chunked${crlf}${crlf}${inChunks("hello")}`,
    "400|501",
  ),

  // Chunks.
  badChunks("a size of other letters", `g${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks("a size below nothing", `-5${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks("a size with 0x", `0x5${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks("no size", `${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks("a size of 17 digits", `fffffffffffffffff${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks("a size of 2^64 and 5", `10000000000000005${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks("a space before a size", ` 5${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks("a space after a size", `5 ${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks("a bare line feed after a size", `5\nhello${crlf}0${crlf}${crlf}`),
  badChunks("a bare return after a size", `5\rhello${crlf}0${crlf}${crlf}`),
  badChunks("a bare line feed after a chunk", `5${crlf}hello\n0${crlf}${crlf}`),
  badChunks("nothing after a chunk", `5${crlf}hello0${crlf}${crlf}`),
  badChunks("a chunk that is longer than its size", `3${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks("a bare line feed in an extension", `5;a\nb${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks("a bare return in an extension", `5;a\rb${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks("a null byte in an extension", `5;a\0${crlf}hello${crlf}0${crlf}${crlf}`),
  badChunks(
    "extensions of 40 kB",
    `5;${"a".repeat(40_000)}${crlf}hello${crlf}0${crlf}${crlf}`,
    "400|413|431",
  ),
  badChunks("a bad name after the chunks", `5${crlf}hello${crlf}0${crlf}X : y${crlf}${crlf}`),
  badChunks("a bare line feed after the chunks", `5${crlf}hello${crlf}0${crlf}X: y\n${crlf}`),
  badChunks(
    "40 kB after the chunks",
    `5${crlf}hello${crlf}0${crlf}X: ${"a".repeat(40_000)}${crlf}${crlf}`,
    "400|431",
  ),
];
