import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const root = import.meta.dirname;
const node = { consumer: "server", resolve: { noExternal: true } } as const;

/**
 * All parts in one `vite build --app`: the renderer (client), Electron's main process, its preload, and, for plain Node,
 * the command line as one file.
 */
export default defineConfig({
  root: `${root}/renderer`,
  base: "./",
  plugins: [react()],
  environments: {
    client: {
      build: { outDir: `${root}/out/renderer`, emptyOutDir: true, target: "chrome156", assetsInlineLimit: 0 },
    },
    main: {
      ...node,
      build: {
        ssr: true,
        outDir: `${root}/out/main`,
        emptyOutDir: true,
        target: "node24",
        rolldownOptions: {
          input: `${root}/electron/main/main.ts`,
          external: ["electron", /^node:/],
          output: { format: "es", entryFileNames: "main.js" },
        },
      },
    },
    preload: {
      ...node,
      build: {
        ssr: true,
        outDir: `${root}/out/preload`,
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
        emptyOutDir: true,
        target: "node22",
        minify: true,
        rolldownOptions: {
          input: `${root}/electron/cli/detour.ts`,
          external: [/^node:/],
          // One file; a dynamic import in it still runs its module only when reached.
          output: { format: "es", entryFileNames: "detour.js", codeSplitting: false },
        },
      },
    },
  },
  builder: {},
});
