/** The files that a Metalink file offers to download. Pure. What it says of one file on a server is in metalink.ts. */
import { choose } from "./found.ts";
import { readMetalink } from "./read-metalink.ts";

export interface MetalinkFile {
  readonly name: string;
  /** http and https addresses, the best first. */
  readonly urls: readonly string[];
  /** As a download takes it, such as `sha256:HEX`; null where there is none that proves anything. */
  readonly checksum: string | null;
}

/** Out: the files that have an address. In, and never thrown: as `readMetalink`. */
export function readMetalinkFiles(text: string): MetalinkFile[] {
  return readMetalink(text).flatMap(({ name, urls, hashes }): MetalinkFile[] => {
    const usable = urls.filter((url) => /^https?:\/\//i.test(url) && URL.canParse(url));
    const best = choose(hashes.filter(({ strength }) => strength !== "error-detecting"));
    const checksum = best ? `${best.algorithm}:${best.hex}` : null;
    return usable.length === 0 ? [] : [{ name, urls: usable, checksum }];
  });
}
