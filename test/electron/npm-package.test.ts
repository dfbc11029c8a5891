/** What `npm pack` gives: a command line and the app in the browser, installed into an empty folder, without a network. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "../../build/ensure-built.ts";

const run = promisify(execFile);
let folder: string;
let bin: string;
/** The Node that the package asks for comes first: a machine's own may be older. */
const env = {
  ...process.env,
  PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env["PATH"]}`,
};

beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(path.join(tmpdir(), "detour-npm-"));
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
    cwd: root,
    env,
  });
  const [packed] = JSON.parse(stdout) as readonly [{ readonly filename: string }];
  await writeFile(path.join(folder, "package.json"), "{}");
  const install = ["install", "--offline", "--no-audit", "--no-fund", path.join(folder, packed.filename)];
  await run("npm", install, { cwd: folder, env });
  bin = path.join(folder, "node_modules/.bin/detour");
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("the command line says its version, and brings the licences of what is in it", async () => {
  const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as {
    readonly version: string;
  };
  const { stdout } = await run(bin, ["--version"], { env });
  expect(stdout.trim()).toBe(version);
  const licences = await readFile(path.join(folder, "node_modules/detour/out/cli/licenses.txt"), "utf8");
  expect(licences).toMatch(/^got \d+\.\d+\.\d+ \(MIT\)$/m);
});

test("every part with code in it has its licences beside it", async () => {
  const installed = path.join(folder, "node_modules/detour/out");
  const parts = await readdir(installed);
  // Nothing of Electron's: npm would take in what package.json calls `main`, whatever is left out elsewhere.
  expect(parts.sort()).toEqual(["cli", "renderer"]);
  for (const part of parts) {
    const licences = await readFile(path.join(installed, part, "licenses.txt"), "utf8");
    expect(licences).toBe(await readFile(path.join(root, "out", part, "licenses.txt"), "utf8"));
  }
});

test("the app is served from it", async () => {
  const child = spawn(bin, ["serve", "--no-open", "--json"], {
    env: { ...env, DETOUR_HOME: path.join(folder, "home") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const { url } = JSON.parse(line.toString().split("\n")[0] ?? "") as { readonly url: string };
    // The one-time link gives a cookie and leads to the page.
    const link = await fetch(url, { redirect: "manual" });
    const cookie = link.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    const answer = await fetch(new URL(link.headers.get("location") ?? "/", url), { headers: { cookie } });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("<title>Detour</title>");
  } finally {
    child.kill("SIGINT");
    await once(child, "exit");
  }
});
