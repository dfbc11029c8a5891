import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startOrigin, type Origin } from "../../../electron/practice/origin.ts";
import { SeededBytes } from "../../../electron/practice/seeded-bytes.ts";
import { rawRequest } from "../../helpers/raw-http.ts";

const size = 500_000;
const bytes = new SeededBytes("origin test");
let origin: Origin;
const get = (headers: Record<string, string> = {}, method = "GET", path = "/file.bin") =>
  rawRequest(origin.port, { path, method, headers });

beforeAll(async () => {
  origin = await startOrigin({ size, seed: "origin test", name: "file.bin" });
});
afterAll(() => origin.close());

describe("the practice origin", () => {
  test("sends the whole file with everything a download wants to know", async () => {
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-length": String(size),
      "accept-ranges": "bytes",
      "content-type": "application/octet-stream",
      "content-disposition": 'attachment; filename="file.bin"',
      etag: expect.stringMatching(/^"\w+"$/),
      "last-modified": expect.stringContaining("GMT"),
    });
    expect(answer.body.equals(bytes.slice(0, size))).toBe(true);
  });

  test("sends a range, the last bytes, and says what it sends", async () => {
    const middle = await get({ range: "bytes=100000-299999" });
    expect([middle.status, middle.headers["content-range"]]).toEqual([206, "bytes 100000-299999/500000"]);
    expect(middle.body.equals(bytes.slice(100_000, 300_000))).toBe(true);
    const last = await get({ range: "bytes=-10" });
    expect([last.status, last.headers["content-range"]]).toEqual([206, "bytes 499990-499999/500000"]);
    expect(last.body.equals(bytes.slice(499_990, size))).toBe(true);
  });

  test("answers 416 behind the end", async () => {
    const answer = await get({ range: "bytes=500000-" });
    expect([answer.status, answer.headers["content-range"]]).toEqual([416, "bytes */500000"]);
  });

  test("If-Range: a range of the current version, else the whole file", async () => {
    const { headers } = await get({}, "HEAD");
    const etag = headers["etag"] ?? "";
    const status = async (condition: string) =>
      (await get({ range: "bytes=0-9", "if-range": condition })).status;
    expect(await status(etag)).toBe(206);
    expect(await status(headers["last-modified"] ?? "")).toBe(206);
    expect(await status(`W/${etag}`)).toBe(200);
    expect(await status('"other"')).toBe(200);
  });

  test("HEAD has no body, other methods and paths are refused", async () => {
    const head = await get({ range: "bytes=0-9" }, "HEAD");
    expect([head.status, head.headers["content-length"], head.body.length]).toEqual([200, String(size), 0]);
    expect((await get({}, "PUT")).status).toBe(405);
    expect((await get({}, "GET", "/other.bin")).status).toBe(404);
  });
});
