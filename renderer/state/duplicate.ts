/** Whether an address that is about to be downloaded is in the list already. Pure. */
import type { NewDownload } from "../../electron/common/contract.ts";
import { redactUrl } from "../../electron/common/redact.ts";
import { trySource } from "../../electron/common/source.ts";
import type { DownloadView } from "../../electron/common/views.ts";

/**
 * The newest download of the same address that did not fail. Views carry no query: where the address has one, only those
 * that this window asked for can be told to be the same.
 */
export function duplicateOf(
  url: string,
  downloads: readonly DownloadView[],
  asked: Readonly<Record<string, NewDownload>>,
): DownloadView | undefined {
  const source = trySource(url);
  if (!source) return undefined;
  const plain = source.search === "" && source.username === "" && source.password === "";
  return downloads.find((view) => {
    if (view.state === "failed") return false;
    const whole = asked[view.id]?.url;
    if (whole !== undefined) return trySource(whole)?.href === source.href;
    return plain && view.url === redactUrl(source);
  });
}
