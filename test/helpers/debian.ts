/** Tools that tests need from outside npm. A test that needs one fails without it; it never passes by skipping. */
import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Servers are installed where PATH often does not look. */
const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
const installMs = 180_000;

/**
 * Finds a tool. In: its name (or a file's whole path) and the Debian package that has it. Out: its path. As root on Debian a missing one is
 * installed first; elsewhere this throws an Error that names tool and package.
 */
export async function need(tool: string, debianPackage: string): Promise<string> {
  const found = await find(tool);
  if (found) return found;
  const missing = `this test needs ${tool} (Debian package ${debianPackage})`;
  if (process.getuid?.() !== 0 || !(await find("apt-get"))) {
    throw new Error(`${missing}: install it, for example with: sudo apt-get install ${debianPackage}`);
  }
  try {
    await install(tool, debianPackage);
  } catch (error) {
    throw new Error(`${missing}, and it could not be installed`, { cause: error });
  }
  const installed = await find(tool);
  if (!installed) throw new Error(`${missing}, but the package does not bring it`);
  return installed;
}

/** Test files run at the same time: the first holds the lock and installs, the others wait and find the tool there. */
async function install(tool: string, debianPackage: string): Promise<void> {
  const script = `
    command -v "$1" >/dev/null && exit 0
    apt-get install -y -q --no-install-recommends "$2" ||
      { apt-get update -q && apt-get install -y -q --no-install-recommends "$2"; }`;
  const lock = join(tmpdir(), "detour-test-apt.lock");
  await run("flock", [lock, "sh", "-c", script, "install", tool, debianPackage], {
    timeout: installMs,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, PATH: folders.join(delimiter), DEBIAN_FRONTEND: "noninteractive" },
  });
}

async function find(tool: string): Promise<string | undefined> {
  if (tool.startsWith("/"))
    return access(tool).then(
      () => tool,
      () => undefined,
    );
  for (const folder of folders) {
    if (folder === "") continue;
    const path = join(folder, tool);
    const executable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return path;
  }
  return undefined;
}
