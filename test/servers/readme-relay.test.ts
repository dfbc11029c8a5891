/** The configuration that README offers, in a real nginx. Its TLS lines need certificates for real names and are left out. */
import { readFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { SeededBytes } from "../../electron/practice/seeded-bytes.ts";
import { fileOf, relaysFrom, startEngine } from "../helpers/engine.ts";
import { startNginx, startNginxOrigin } from "../helpers/nginx.ts";

const bytes = new SeededBytes("readme").slice(0, 5_000_000);

async function relayAsWritten(originPort: number) {
  const text = await readFile(new URL("../../docs/nginx-relay.conf", import.meta.url), "utf8");
  const plain = text
    .replaceAll("origin.example:443", `127.0.0.1:${originPort}`)
    .replaceAll("https://detour_origin", "http://detour_origin")
    .replaceAll("origin.example", "127.0.0.1")
    .replaceAll(/^\s*(?:listen|ssl_certificate|ssl_certificate_key|proxy_ssl_\w+) .*$/gm, "");
  const [, upstream = ""] = /(upstream [^}]*\})/.exec(plain) ?? [];
  const server = plain.slice(plain.indexOf("server {\n") + "server {\n".length, plain.lastIndexOf("}"));
  return startNginx({ http: upstream, server });
}

test("the relay of README brings the file to who has the token, and nothing to others", async () => {
  const origin = await startNginxOrigin({ files: { "file.bin": bytes } });
  onTestFinished(() => origin.close());
  const relay = await relayAsWritten(origin.port);
  onTestFinished(() => relay.close());
  const { get } = await startEngine();
  const spec = `reverse:${relay.base}/=${origin.base}/#name=Relay&own`;
  const url = `${origin.base}/file.bin`;
  const refused = await get(url, { relays: relaysFrom(spec), mode: "relay" });
  expect(refused).toMatchObject({
    state: "failed",
    failure: { code: "relay-answered", params: { status: 404 } },
  });
  const view = await get(url, { relays: relaysFrom(`${spec}&token=CHANGE-ME`), mode: "relay" });
  expect((await fileOf(view)).equals(bytes)).toBe(true);
  const missing = await get(`${origin.base}/nope`, {
    relays: relaysFrom(`${spec}&token=CHANGE-ME`),
    mode: "relay",
  });
  // The origin's own 404, and the relay says so.
  expect(missing).toMatchObject({
    state: "failed",
    failure: { code: "http-status", params: { status: 404 } },
  });
});
