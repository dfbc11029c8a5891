/**
 * The gateway as an HTTP/1.1 server: RFC 9112 and RFC 9110 line by line, at gateway URLs and at the proxy, each request in one
 * piece and in many. The origin notes what reached it: whatever is refused must not, and nothing hidden in a body may.
 */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exchange, readAnswers } from "../helpers/raw-exchange.ts";
import { newPlace } from "./folder.ts";
import { rows, type Door, type Row } from "./gateway-h1spec-rows.ts";
import { startCli, type CliProcess } from "./process.ts";

const place = newPlace();
let gateway: CliProcess;
let url: string;
let proxy: string;
/** Whole requests at the origin: `METHOD PATH` and the body, and the fields that rows look at. */
const seen: { readonly url: string; readonly text: string }[] = [];
const origin = http.createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("error", () => undefined);
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString("latin1");
    const left = [request.headers["max-forwards"] ?? []].flat();
    seen.push({ url: request.url ?? "", text: [`${request.method} ${body}`, ...left].join(" ") });
    if (!request.url?.includes("slow")) return response.end(`${request.url}\n`);
    response.writeHead(200, { "content-length": 20 }).write("0123456789");
    setTimeout(() => response.end("abcdefghij"), 300);
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  gateway = startCli(["gateway", "--allow-private", "--json"], place.env);
  ({ url, proxy } = await gateway.line("gateway"));
}, 60_000);
afterAll(async () => {
  gateway.child.kill("SIGKILL");
  await gateway.ended;
  origin.closeAllConnections();
  await new Promise((resolve) => origin.close(resolve));
  place[Symbol.dispose]();
});

const portOf = (door: Door) => Number(new URL(door === "url" ? url : proxy).port);
/** Fills in what a door has for `{T}`, `{H}` and `{ID}`. */
function fill(text: string, door: Door, id: string): string {
  const server = `127.0.0.1:${(origin.address() as AddressInfo).port}`;
  const target = door === "url" ? `${new URL(url).pathname}/http/${server}/${id}` : `http://${server}/${id}`;
  return text
    .replaceAll("{T4}", target.slice(4))
    .replaceAll("{T}", target)
    .replaceAll("{H}", door === "url" ? `127.0.0.1:${portOf(door)}` : server)
    .replaceAll("{ID}", id)
    .replace(/\{C\}(.*?)\{\/C\}/gs, (_all, text: string) => `${text.length.toString(16)}\r\n${text}\r\n`);
}

const allowed = (wanted: string, status: number | undefined) =>
  wanted
    .split("|")
    .some((one) =>
      one === "4xx" ? status !== undefined && status >= 400 && status < 500 : Number(one) === status,
    );

let serial = 0;

/** Sends a row's bytes. Out: what is wrong with the answers, or with what reached the origin. */
async function complaints(row: Row, door: Door, piece: number | undefined): Promise<string[]> {
  const id = `row${serial++}-`;
  const said = await exchange({
    port: portOf(door),
    bytes: fill(row.bytes, door, id),
    wanted: row.answers.filter((one) => !one.startsWith("1")).length,
    probe: fill("GET {T}probe HTTP/1.1\r\nHost: {H}\r\nConnection: close\r\n\r\n", door, id),
    ...(piece !== undefined && { piece }),
    ...(row.methods && { methods: row.methods }),
  });
  const statuses = said.answers.map(({ status }) => status);
  const reached = seen
    .filter((one) => one.url.includes(id) && !one.url.includes("probe"))
    .map(({ text }) => text);
  const may = row.reaches.map((text) => fill(text.replace(/\?$/, ""), door, id));
  // A `?` marks what may reach it or not.
  const least = row.reaches.some((text) => text.endsWith("?")) ? 0 : may.length;
  const wrong: string[] = [];
  if (said.silent) wrong.push("no answer");
  // No answer is mixed with another, or longer than it says.
  if (said.rest !== "") wrong.push(`besides answers: ${said.rest}`);
  if (!said.answers.every(({ whole }) => whole)) wrong.push("an answer was cut");
  if (
    statuses.length !== row.answers.length ||
    !row.answers.every((wanted, at) => allowed(wanted, statuses[at]))
  )
    wrong.push(`answers ${statuses.join(" ")}, not ${row.answers.join(" ")}`);
  if (row.kept !== undefined && said.kept !== row.kept) wrong.push(said.kept ? "kept" : "not kept");
  if (reached.length < least || reached.join("\n") !== may.slice(0, reached.length).join("\n"))
    wrong.push(`at the origin: ${JSON.stringify(reached)}`);
  return wrong.map((text) => `in pieces of ${piece ?? "all"} bytes: ${text}`);
}

describe.each([
  { door: "url", place: "at gateway URLs" },
  { door: "proxy", place: "at the proxy" },
] as const)("$place", ({ door }) => {
  const own = rows.filter((row) => row.door === undefined || row.door === door);
  test.each(own)("$name", async (row) => {
    const wrong: string[] = [];
    for (const piece of row.bytes.length > 2000 ? [undefined, 977] : [undefined, 1, 7])
      wrong.push(...(await complaints(row, door, piece)));
    expect(wrong).toEqual([]);
  });

  test("9112 2.1: cut off at every byte, it waits for the rest, and then answers", async () => {
    const bytes = fill(
      "POST {T} HTTP/1.1\r\nHost: {H}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
      door,
      "cut",
    );
    const waiting = Array.from({ length: bytes.length - 1 }, (_, at) => begun(portOf(door), bytes, at + 1));
    await sleep(700);
    expect(waiting.map(({ came }) => came()).filter((text) => text !== "")).toEqual([]);
    const whole = await Promise.all(waiting.map(({ goOn }) => goOn()));
    expect(new Set(whole.map((text) => text.split("\r\n", 1)[0]))).toEqual(new Set(["HTTP/1.1 200 OK"]));
  });
});

test.each([
  ["garbage", "GARBAGE\r\n\r\n", "400"],
  ["a bad field", "GET {T} HTTP/1.1\r\nHost: {H}\r\nX : y\r\n\r\n", "400"],
  ["an upgrade", "GET {T} HTTP/1.1\r\nHost: {H}\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", "501"],
  ["CONNECT", "CONNECT a.example:25 HTTP/1.1\r\nHost: a.example\r\n\r\n", "403"],
])("9112 9.3.2: %s in the middle of an answer is answered behind it", async (_name, bytes, status) => {
  const id = `slow${serial++}`;
  const request = fill("GET {T} HTTP/1.1\r\nHost: {H}\r\n\r\n", "proxy", id);
  const { came, goOn } = begun(portOf("proxy"), request + fill(bytes, "proxy", id), request.length);
  await expect.poll(came).toContain("0123456789");
  const { answers, rest } = readAnswers(await goOn(), [], true);
  expect(answers.map((answer) => `${answer.status} ${answer.body}`)).toEqual([
    "200 0123456789abcdefghij",
    `${status} `,
  ]);
  expect(rest).toBe("");
});

test("9110 15.5.9: a request whose head does not end in ten seconds", async () => {
  const bytes = fill("GET {T} HTTP/1.1\r\nHost: {H}\r\n\r\n", "url", "late");
  const { came } = begun(portOf("url"), bytes, bytes.length - 2);
  await expect.poll(came, { timeout: 15_000, interval: 200 }).toMatch(/^HTTP\/1\.1 408 /);
}, 20_000);

/** A request whose first bytes are sent. */
function begun(port: number, bytes: string, length: number) {
  let text = "";
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  socket.write(bytes.slice(0, length), "latin1");
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  return {
    came: () => text,
    goOn: async (): Promise<string> => {
      socket.write(bytes.slice(length), "latin1");
      await closed;
      return text;
    },
  };
}
