/** What the systemd unit and the container run is a command that works. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../build/ensure-built.ts";
import { newPlace } from "./folder.ts";
import { startCli } from "./process.ts";

const read = (file: string) => readFileSync(path.join(root, "packaging", file), "utf8");
const unit = /^ExecStart=\S+ detour (.*)$/m.exec(read("detour.service"))?.[1]?.split(" ") ?? [];
const [, ...container] = JSON.parse(/^CMD (\[.*\])$/m.exec(read("Dockerfile"))?.[1] ?? "[]") as string[];

test.each([
  ["the unit", unit],
  ["the container", container],
])("%s serves the app to others, by a password alone", async (_name, words) => {
  using place = newPlace();
  const password = place.at("password");
  writeFileSync(password, "a long password\n");
  expect(words).toContain("0.0.0.0");
  const changed = words.map((word, at) =>
    words[at - 1] === "--password-file" ? password : words[at - 1] === "--port" ? "0" : word,
  );
  const run = startCli([...changed, "--json"], place.env);
  const { url } = await run.line("serving");
  const local = new URL(url);
  local.hostname = "127.0.0.1";
  expect((await fetch(local)).status).toBe(401);
  const entry = await fetch(new URL("/login", local), {
    method: "POST",
    redirect: "manual",
    headers: { origin: local.origin },
    body: new URLSearchParams({ password: "a long password" }),
  });
  expect(entry.status).toBe(303);
  run.child.kill("SIGTERM");
  expect((await run.ended).status).toBe(0);
});
