/** Metalink files that were opened with Detour, as offers. */
import { open } from "node:fs/promises";
import type { NewOffer } from "../common/views.ts";
import { offersInMetalink } from "../service/metalink-text.ts";

/** No Metalink file is larger; a film under this name is not read into memory. */
const mostBytes = 5_000_000;

/** What a file offers; nothing where it cannot be read, or is no Metalink file. */
export async function metalinkOffers(file: string): Promise<NewOffer[]> {
  const text = await readStart(file).catch(() => "");
  return offersInMetalink(text);
}

async function readStart(file: string): Promise<string> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  // Awaited: the handle is closed when this returns.
  return size > mostBytes ? "" : await handle.readFile("utf8");
}
