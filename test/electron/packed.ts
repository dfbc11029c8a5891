/** The packed app, as far as it can be made anywhere: electron-builder packs into a stand-in for Electron's folder, offline. */
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "../../build/ensure-built.ts";
import { copyCheckout } from "../helpers/checkout-copy.ts";
import { writeElectronDist } from "./electron-dist.ts";

/** How the fuse wire says that a fuse is on. */
const enabled = "1".charCodeAt(0);

/** Packs into `folder`, from this checkout or a copy of it. Out: where the unpacked app is. The app must be built there. */
export async function packApp(folder: string, from: string = root): Promise<string> {
  const dist = path.join(folder, "electron");
  const electron: unknown = JSON.parse(
    await readFile(path.join(root, "node_modules/electron/package.json"), "utf8"),
  );
  await writeElectronDist(dist, (electron as { version: string }).version);
  const builder = path.join(root, "node_modules/electron-builder/cli.js");
  await promisify(execFile)(
    process.execPath,
    [
      builder,
      "--linux",
      "--dir",
      "--config=build/electron-builder.config.ts",
      `-c.electronDist=${dist}`,
      `-c.directories.output=${folder}/out`,
    ],
    { cwd: from },
  );
  return path.join(folder, "out/linux-unpacked");
}

/** A copy of this checkout in `folder`, built with this home. */
export async function withHome(folder: string, homepage: string): Promise<string> {
  const copy = path.join(folder, "checkout");
  await copyCheckout(copy, homepage);
  const vite = path.join(root, "node_modules/vite/bin/vite.js");
  const env = { ...process.env, NODE_ENV: "production" };
  await promisify(execFile)(process.execPath, [vite, "build", "--app", "--logLevel", "warn"], {
    cwd: copy,
    env,
  });
  return copy;
}

/** Which fuses are on in a packed app. */
export async function fusesOf(unpacked: string) {
  const wire = await getCurrentFuseWire(path.join(unpacked, "detour"));
  const on = (option: FuseV1Options) => Number(wire[option]) === enabled;
  return {
    runAsNode: on(FuseV1Options.RunAsNode),
    nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    inspect: on(FuseV1Options.EnableNodeCliInspectArguments),
    cookieEncryption: on(FuseV1Options.EnableCookieEncryption),
    integrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    onlyAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
    filePrivileges: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
  };
}

/** How they must be. */
export const wantedFuses = {
  runAsNode: false,
  nodeOptions: false,
  inspect: false,
  cookieEncryption: true,
  integrity: true,
  onlyAsar: true,
  filePrivileges: false,
} as const satisfies Awaited<ReturnType<typeof fusesOf>>;
