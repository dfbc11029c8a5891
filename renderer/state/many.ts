/** Several addresses at once, a line each. Pure. */
import { trySource } from "../../electron/common/source.ts";

export interface ManyLine {
  /** Counts from 1, empty lines too: as an editor shows it. */
  readonly line: number;
  readonly url: string;
  readonly good: boolean;
}

/** Reads the lines that are not empty; one that was there before is left out. */
export function readLines(text: string): readonly ManyLine[] {
  const seen = new Set<string>();
  return text.split(/\r?\n/).flatMap((typed, at): ManyLine[] => {
    const url = typed.trim();
    if (url === "" || url.startsWith("#") || seen.has(url)) return [];
    seen.add(url);
    return [{ line: at + 1, url, good: trySource(url) !== undefined }];
  });
}

/** Whether a pasted text is a list rather than one address that was broken over lines. */
export function isList(text: string): boolean {
  return readLines(text).filter(({ url }) => /^https?:\/\//i.test(url)).length > 1;
}
