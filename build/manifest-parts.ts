/** Of package.json, what the program says of itself; what it is built with is nobody's business. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

const file = path.join(path.dirname(import.meta.dirname), "package.json");

export const manifestParts: Plugin = {
  name: "manifest-parts",
  enforce: "pre",
  load: {
    filter: { id: /package\.json$/ },
    handler(id) {
      if (path.resolve(id) !== file) return undefined;
      const { version, homepage, bugs } = JSON.parse(readFileSync(file, "utf8")) as Readonly<
        Record<string, unknown>
      >;
      return JSON.stringify({ version, homepage, bugs });
    },
  },
};
