/**
 * Whether this may be released: what stands for the project's home, its authors and the app's name on systems is not a
 * placeholder any more. `node build/release-check.ts` says what is to be set, and ends with 1 where something is.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import manifest from "../package.json" with { type: "json" };
import { isPlaceholder } from "../electron/common/placeholder.ts";
import config from "./electron-builder.config.ts";

export interface Released {
  readonly manifest: {
    readonly homepage: string;
    readonly bugs: { readonly url: string };
    readonly author: string;
  };
  /** The app's name on macOS and Windows: a host's name, reversed. */
  readonly appId: string;
  /** The systemd unit's text. */
  readonly unit: string;
}

/** Out: a sentence for each that is still to be set; none where all is. */
export function unset({ manifest: { homepage, bugs, author }, appId, unit }: Released): string[] {
  const host = appId.split(".").toReversed().slice(1).join(".");
  return [
    ...(isPlaceholder(homepage)
      ? [
          `Set "homepage" in package.json: ${homepage} is a placeholder. docs/FAQ.md, CHANGELOG.md and releases/latest lie under it.`,
        ]
      : []),
    ...(isPlaceholder(bugs.url)
      ? [`Set "bugs" in package.json: ${bugs.url} is a placeholder. Problems are reported there.`]
      : []),
    ...(isPlaceholder(/<(.+)>/.exec(author)?.[1] ?? "")
      ? [`Set "author" in package.json: ${author} has no address that is read. A .deb names it.`]
      : []),
    ...(isPlaceholder(`https://${host}`)
      ? [
          `Set "appId" in build/electron-builder.config.ts: ${appId} is a placeholder. It cannot be changed later: systems know the app by it.`,
        ]
      : []),
    ...(unit.includes(`Documentation=${homepage}\n`)
      ? []
      : [`Set "Documentation" in packaging/detour.service to the homepage in package.json.`]),
  ];
}

/** What this checkout has. */
export function released(): Released {
  const unit = readFileSync(path.join(import.meta.dirname, "../packaging/detour.service"), "utf8");
  return { manifest, appId: config.appId ?? "", unit };
}

/** Says what is to be set. Out: whether nothing is. */
export function mayBeReleased(): boolean {
  const found = unset(released());
  if (found.length === 0) return true;
  process.stderr.write(`This is not ready to be released, and nothing was made.\n- ${found.join("\n- ")}\n`);
  return false;
}

if (import.meta.main && !mayBeReleased()) process.exitCode = 1;
