/**
 * `detour:` links, by which a web page hands an address over: `detour:https://host/file`, or with more of it
 * `detour:?url=https%3A%2F%2Fhost%2Ffile&name=N&checksum=sha256:HEX&mirror=URL`; `detour://add?...` means the same.
 *
 * Any page may open one, so a link says what could be downloaded and nothing of how or where to: no folder, no headers, no
 * relay. Pure.
 */
import { safeFileName } from "../engine/http/file-name.ts";
import type { NewOffer } from "../common/views.ts";
import { isHttp } from "../common/source.ts";

export const linkScheme = "detour";

const longest = 100_000;

/** What a link offers; undefined for what is none, or names nothing that can be downloaded. */
export function readDetourLink(text: string): NewOffer | undefined {
  if (text.length > longest) return undefined;
  const rest = /^detour:(.*)$/is.exec(text.trim())?.[1];
  if (rest === undefined) return undefined;
  const address = /^(?:\/\/)?(https?:\/\/.*)$/is.exec(rest)?.[1];
  if (address !== undefined) return isHttp(address) ? { url: address, from: "link" } : undefined;
  const fields = /^(?:\/\/add\/?)?\?(.*)$/is.exec(rest)?.[1];
  return fields === undefined ? undefined : readFields(new URLSearchParams(fields));
}

function readFields(fields: URLSearchParams): NewOffer | undefined {
  const url = fields.get("url");
  if (url === null || !isHttp(url)) return undefined;
  const name = fields.get("name");
  const checksum = fields.get("checksum");
  return {
    url,
    from: "link",
    name: name ? safeFileName(name) : null,
    checksum: checksum && checksum.length <= 200 ? checksum : null,
    mirrors: fields.getAll("mirror").filter(isHttp),
  };
}
