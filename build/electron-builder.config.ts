/** How the desktop app is packed: `electron-builder -c build/electron-builder.config.ts`. */
import type { Configuration } from "electron-builder";
import manifest from "../package.json" with { type: "json" };
import { isPlaceholder } from "../electron/common/placeholder.ts";

const { homepage, author } = manifest;

/** Each for both kinds of machine. Windows' two go into one file. */
const both = (...targets: readonly string[]) =>
  targets.map((target) => ({ target, arch: ["x64" as const, "arm64" as const] }));

const metalinkDescription = "Addresses and checksums of files to download";

const config: Configuration = {
  appId: "org.example.detour",
  productName: "Detour",
  directories: { output: "dist" },
  // See electron-manifest.ts.
  extraMetadata: { main: "out/main/main.js" },
  // Everything is bundled into out/; the command line is for npm's package, not for this one.
  files: [
    "out/main/**",
    "out/preload/**",
    "out/renderer/**",
    "package.json",
    "!out/main/package.json",
    "!**/*.map",
    "!node_modules/**",
    // Named apart: what is in extraFiles is left out of the patterns above.
    { from: "out/main", to: "out/main", filter: ["licenses.txt"] },
    { from: "out/renderer", to: "out/renderer", filter: ["licenses.txt"] },
  ],
  // Beside the program, where a person finds them; in the archive, for About.
  extraFiles: [
    { from: "LICENSE", to: "LICENSE.detour.txt" },
    { from: "out/main/licenses.txt", to: "LICENSES.engine.txt" },
    { from: "out/renderer/licenses.txt", to: "LICENSES.window.txt" },
  ],
  // One ending and one type each, as shared-mime-info has them: of several endings, the .deb would make one pattern. The name is
  // the key of its entries in Windows' registry.
  fileAssociations: [
    {
      ext: "meta4",
      name: "Metalink4",
      description: metalinkDescription,
      mimeType: "application/metalink4+xml",
      role: "Viewer",
    },
    {
      ext: "metalink",
      name: "Metalink3",
      description: metalinkDescription,
      mimeType: "application/metalink+xml",
      role: "Viewer",
    },
  ],
  protocols: [{ name: "Detour", schemes: ["detour"] }],
  asar: true,
  npmRebuild: false,
  // Where a copy looks for new versions: latest.yml and its kin lie there beside the files (docs/release.md). While there is no
  // such place, a copy has no update channel, and says so.
  publish: isPlaceholder(homepage)
    ? null
    : { provider: "generic", url: `${homepage.replace(/\/+$/, "")}/releases/latest` },
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: {
    target: both("AppImage", "deb", "tar.gz"),
    icon: "build/icons/png",
    category: "Network",
    desktop: { entry: { Keywords: "download;relay;proxy;metalink;" } },
    maintainer: author,
    synopsis: "A download accelerator that compares and joins routes",
    syncDesktopName: true,
  },
  mac: {
    target: both("dmg", "zip"),
    icon: "build/icons/icon.icns",
    category: "public.app-category.utilities",
    hardenedRuntime: true,
  },
  win: { target: both("nsis", "portable"), icon: "build/icons/icon.ico" },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true },
};

export default config;
