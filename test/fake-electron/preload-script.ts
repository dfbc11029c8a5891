/** The two scripts that every new document of a window gets, as source text. */
import { readFileSync } from "node:fs";
import { joinWorlds } from "./page/bridge.ts";
import { createCodec } from "./page/codec.ts";
import { runPreload } from "./page/preload-world.ts";

/** For the page's own world (its end of the bridge), and for the preload's (the preload itself). */
export function documentScripts(preload: string): { readonly page: string; readonly preload: string } {
  const token = JSON.stringify(crypto.randomUUID());
  const info = JSON.stringify({
    platform: process.platform,
    arch: process.arch,
    versions: { electron: process.versions["electron"], chrome: "156", node: process.versions.node },
    env: {},
    argv: [],
  });
  const script = `function(require,process,module,exports){${readFileSync(preload, "utf8")}\n}`;
  return {
    page: `if(window===top)(${joinWorlds.toString()})("page",${token},${createCodec.toString()})`,
    preload: `if(window===top)(${runPreload.toString()})(${token},${createCodec.toString()},${joinWorlds.toString()},${info},${script})`,
  };
}
