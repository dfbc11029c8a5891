/** Looks for checksum files beside a source. Whoever calls it sees to it that only an end-to-end route is asked. */
import { carriesCredentials } from "../routes/credentials.ts";
import type { Found } from "./found.ts";
import { parseMetalink } from "./metalink.ts";
import { parseSidecar } from "./sidecar.ts";

/** Fetches a small body over an end-to-end route; undefined where there is none. */
export type FetchSmall = (url: URL) => Promise<string | undefined>;

/**
 * Asks for at most three checksum files at once; what fails is silent. In: the source, never its redirect's target, whose
 * address may be of another layout, and the Metalink file that its answer named, with the file's size. An address with a query (a signature breaks with the path) is not extended.
 */
export async function findSidecars(
  source: URL,
  metalink: { readonly url: URL; readonly size: number } | undefined,
  fetchSmall: FetchSmall,
): Promise<Found[]> {
  const described =
    metalink &&
    fetchSmall(metalink.url).then(
      (body) => (body === undefined ? [] : parseMetalink(body, baseName(source), metalink.size)),
      () => [],
    );
  return [...(await besideOf(source, fetchSmall)), ...((await described) ?? [])];
}

async function besideOf(source: URL, fetchSmall: FetchSmall): Promise<Found[]> {
  const name = baseName(source);
  if (name === "" || source.search !== "" || carriesCredentials(source, {})) return [];
  const beside = [
    `${source.pathname}.sha256`,
    folderOf(source, "SHA256SUMS"),
    folderOf(source, "sha256sum.txt"),
  ];
  const bodies = await Promise.all(
    beside.map(async (pathname) => {
      const url = new URL(source);
      url.pathname = pathname;
      return fetchSmall(url).catch(() => undefined);
    }),
  );
  return bodies.flatMap((body) => (body === undefined ? [] : parseSidecar(body, name)));
}

function folderOf({ pathname }: URL, file: string): string {
  return pathname.slice(0, pathname.lastIndexOf("/") + 1) + file;
}

function baseName({ pathname }: URL): string {
  const encoded = pathname.slice(pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
