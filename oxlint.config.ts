import { defineConfig } from "oxlint";

/**
 * The arrows between the folders, from ARCHITECTURE in CONTRIBUTING.md: each layer may import itself and what stands
 * here, nothing else. There is no exception list. Two compiler projects prove the rest (no DOM in Node code, no Node in
 * the renderer).
 */
const layers = {
  "electron/common": [],
  "electron/net": ["common"],
  "electron/practice": ["net", "common"],
  "electron/engine": ["net", "common"],
  "electron/service": ["engine", "common"],
  "electron/preload": ["common"],
  "electron/main": ["service", "engine", "common", "practice"],
  "electron/headless": ["service", "engine", "common", "practice"],
  "electron/cli": ["service", "engine", "common", "practice", "headless"],
  renderer: ["common"],
} as const satisfies Record<string, readonly string[]>;

const folders = [
  "common",
  "net",
  "practice",
  "engine",
  "service",
  "preload",
  "main",
  "headless",
  "cli",
  "renderer",
];

type Ban = { regex: string; message: string };

const only = (name: string, regex: string, where: string): Ban => ({
  regex,
  message: `Only ${where} may import ${name}.`,
});
const electron = only("electron", "^electron($|-updater|/)", "electron/main/ and electron/preload/");
const updater = only("electron-updater", "^electron-updater($|/)", "electron/main/");
const got = only("got", "^got($|/)", "electron/engine/http/");
const react = only(
  "react and other view libraries",
  "^(react|react-dom|@base-ui|zustand|uplot|lucide-react)($|/)",
  "renderer/",
);
const node = only("Node's modules", "^node:", "the Node side (not common, preload or renderer)");

/** Bans upward and sideways imports of one layer. Relative paths name the folder that they reach. */
function arrows(layer: string, allowed: readonly string[]): Ban {
  const own = layer.split("/").at(-1) ?? layer;
  const banned = folders.filter((folder) => folder !== own && !allowed.includes(folder));
  const what = allowed.length === 0 ? "nothing else" : `only ${allowed.join(", ")}`;
  return {
    regex: `^\\.{1,2}/(?:.*/)?(?:${banned.join("|")})/`,
    message: `${layer} may import itself and ${what} (CONTRIBUTING.md, layers).`,
  };
}

/** Raw IPC has one importer on each side. */
const ipc = (name: string, file: string) => ({
  name: "electron",
  importNames: [name],
  message: `${name} belongs in ${file} alone.`,
});

const restrict = (files: string[], patterns: Ban[], paths: ReturnType<typeof ipc>[] = []) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns, paths }] as ["error", object] },
});

const layer = (name: keyof typeof layers, ...bans: Ban[]) => [arrows(name, layers[name]), ...bans];
const main = layer("electron/main", got, react);
const preload = layer("electron/preload", got, react, node, updater);
const engine = layer("electron/engine", electron, react);

export default defineConfig({
  plugins: ["typescript", "unicorn", "import", "promise", "node", "react", "jsx-a11y", "vitest"],
  categories: { correctness: "error", suspicious: "error" },
  ignorePatterns: ["out", "dist", "node_modules"],
  rules: {
    "no-control-regex": "off",
    "no-shadow": "off",
    "no-await-in-loop": "off",
    "no-underscore-dangle": "off",
    "unicorn/no-array-sort": "off",
    "typescript/consistent-return": "off", // the compiler knows which switches are exhaustive
    "import/no-unassigned-import": "off",
    "import/no-cycle": "error",
    "import/no-default-export": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/await-thenable": "error",
    "typescript/switch-exhaustiveness-check": "error",
    "typescript/no-unsafe-type-assertion": "off",
    "typescript/consistent-type-imports": "error",
    "react/react-in-jsx-scope": "off",
  },
  overrides: [
    restrict(["electron/common/**"], layer("electron/common", electron, got, react, node)),
    restrict(["electron/net/**"], layer("electron/net", electron, got, react)),
    restrict(["electron/practice/**"], layer("electron/practice", electron, got, react)),
    restrict(["electron/engine/**"], [...engine, got]),
    restrict(["electron/engine/http/**"], engine),
    restrict(["electron/service/**"], layer("electron/service", electron, got, react)),
    restrict(["electron/headless/**"], layer("electron/headless", electron, got, react)),
    restrict(["electron/cli/**"], layer("electron/cli", electron, got, react)),
    restrict(["electron/main/**"], main, [ipc("ipcMain", "electron/main/ipc.ts")]),
    restrict(["electron/main/ipc.ts"], main),
    restrict(["electron/preload/**"], preload, [ipc("ipcRenderer", "electron/preload/preload.ts")]),
    restrict(["electron/preload/preload.ts"], preload),
    restrict(["renderer/**"], layer("renderer", electron, got, node)),
    { files: ["*.config.ts", "build/**"], rules: { "import/no-default-export": "off" } },
  ],
});
