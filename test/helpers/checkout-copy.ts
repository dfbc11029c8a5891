/** A copy of this checkout whose package.json says another home, as it will when the project has one. */
import { cp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../../build/ensure-built.ts";

/** RFC 5737 keeps the address for documentation: nobody's home, though no placeholder of RFC 2606's. */
export const someHome = "https://203.0.113.5/detour";
export const noHome = "https://example.org/detour";

/** Makes it in `folder`, which is not there yet. Without what is built. */
export async function copyCheckout(folder: string, homepage: string): Promise<void> {
  const configs = (await readdir(root)).filter((name) =>
    /^(?:vite\.config\.ts|tsconfig.*\.json|LICENSE)$/.test(name),
  );
  for (const part of ["electron", "renderer", "build", "packaging", ...configs])
    await cp(path.join(root, part), path.join(folder, part), { recursive: true });
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  const manifest = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as object;
  const home = { homepage, bugs: { url: `${homepage}/issues` } };
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ ...manifest, ...home }));
}
