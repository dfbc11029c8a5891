/** How the desktop app is packed: `electron-builder -c build/electron-builder.config.ts`. */
import type { Configuration } from "electron-builder";

const config: Configuration = {
  appId: "org.example.detour",
  productName: "Detour",
  directories: { output: "dist" },
  // Everything is bundled into out/; the command line is for npm's package, not for this one.
  files: [
    "out/main/**",
    "out/preload/**",
    "out/renderer/**",
    "package.json",
    "!**/*.map",
    "!node_modules/**",
  ],
  asar: true,
  npmRebuild: false,
  publish: null,
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
    target: ["AppImage", "deb", "tar.gz"],
    category: "Network",
    maintainer: "The Detour authors <detour@example.org>",
    synopsis: "A download accelerator that compares and joins routes",
    syncDesktopName: true,
  },
  mac: {
    target: ["dmg", "zip"],
    category: "public.app-category.utilities",
    hardenedRuntime: true,
  },
  win: { target: ["nsis", "portable"] },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true },
};

export default config;
