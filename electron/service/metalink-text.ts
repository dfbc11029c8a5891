/** What a Metalink file's text offers. */
import { safeFileName } from "../engine/http/file-name.ts";
import { readMetalinkFiles } from "../engine/verify/metalink-files.ts";
import type { NewOffer } from "../common/views.ts";

/** Out: an offer a file; none where the text is no Metalink. */
export function offersInMetalink(text: string): NewOffer[] {
  return readMetalinkFiles(text).flatMap(({ name, urls, checksum }): NewOffer[] => {
    const [url, ...mirrors] = urls;
    if (url === undefined) return [];
    return [{ url, mirrors, checksum, name: name ? safeFileName(name) : null, from: "file" }];
  });
}
