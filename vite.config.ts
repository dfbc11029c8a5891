import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { electronManifest } from "./build/electron-manifest.ts";
import { manifestParts } from "./build/manifest-parts.ts";
import { thirdPartyLicences } from "./build/third-party.ts";

const root = import.meta.dirname;
const node = { consumer: "server", resolve: { noExternal: true } } as const;

/**
 * An ES import of a built-in module makes Node read all of its exports at once, and one of node:http's loads a whole
 * second HTTP client (25 ms). Taking it as an object leaves what is not used unread: it counts at the start of a command.
 */
const builtinsAsObjects: Plugin = {
  name: "builtins-as-objects",
  enforce: "pre",
  applyToEnvironment: ({ name }) => name === "cli",
  resolveId: {
    filter: { id: /^node:/ },
    handler: (id) => ({ id: `\0${id}`, moduleSideEffects: false }),
  },
  load: {
    filter: { id: /^\0node:/ },
    handler(id) {
      const name = id.slice(1);
      const heavy = new Set(name === "node:http" ? ["WebSocket", "CloseEvent", "MessageEvent"] : []);
      const names = Object.keys(process.getBuiltinModule(name) ?? {}).filter(
        (one) => one !== "default" && !heavy.has(one),
      );
      const exported = names.map(
        (one, at) =>
          `const e${at} = builtin[${JSON.stringify(one)}];\nexport { e${at} as ${JSON.stringify(one)} };`,
      );
      return [
        `const builtin = process.getBuiltinModule(${JSON.stringify(name)});`,
        "export default builtin;",
        ...exported,
      ].join("\n");
    },
  },
};

/**
 * All parts in one `vite build --app`: the renderer (client), Electron's main process, its preload, and, for plain Node,
 * the command line as one file.
 */
export default defineConfig({
  root: `${root}/renderer`,
  base: "./",
  plugins: [react(), builtinsAsObjects, manifestParts, electronManifest, thirdPartyLicences],
  // One window loads it from disk.
  build: { chunkSizeWarningLimit: 2000 },
  environments: {
    client: {
      build: { outDir: `${root}/out/renderer`, emptyOutDir: true, target: "chrome156", assetsInlineLimit: 0 },
    },
    main: {
      ...node,
      build: {
        ssr: true,
        outDir: `${root}/out/main`,
        copyPublicDir: false,
        emptyOutDir: true,
        target: "node24",
        rolldownOptions: {
          input: `${root}/electron/main/main.ts`,
          external: ["electron", /^node:/],
          // One file; a dynamic import in it still runs its module only when reached.
          output: { format: "es", entryFileNames: "main.js", codeSplitting: false },
        },
      },
    },
    preload: {
      ...node,
      build: {
        ssr: true,
        outDir: `${root}/out/preload`,
        copyPublicDir: false,
        emptyOutDir: true,
        target: "chrome156",
        rolldownOptions: {
          input: `${root}/electron/preload/preload.ts`,
          external: ["electron"],
          output: { format: "cjs", entryFileNames: "preload.cjs" },
        },
      },
    },
    cli: {
      ...node,
      build: {
        ssr: true,
        outDir: `${root}/out/cli`,
        copyPublicDir: false,
        emptyOutDir: true,
        target: "node22",
        minify: true,
        rolldownOptions: {
          input: `${root}/electron/cli/detour.ts`,
          output: { format: "es", entryFileNames: "detour.js", codeSplitting: false },
        },
      },
    },
  },
  builder: {},
});
