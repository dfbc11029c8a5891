/** Where a person reads on: the project's pages, by what they are for. package.json alone says where the project lives. */
import manifest from "../../package.json" with { type: "json" };
import { isPlaceholder } from "./placeholder.ts";

export const pages = ["home", "faq", "changes", "problem"] as const;
export type Page = (typeof pages)[number];
export type Links = Partial<Readonly<Record<Page, string>>>;

/** Out: the pages that there are. None while the project's home is a placeholder: better no link than a dead one. */
export function linksOf({
  homepage,
  bugs,
}: {
  /** The project's page; its files, such as docs/FAQ.md, are read under it. */
  readonly homepage: string;
  readonly bugs: { readonly url: string };
}): Links {
  if (isPlaceholder(homepage)) return {};
  const home = homepage.replace(/\/+$/, "");
  return {
    home,
    faq: `${home}/docs/FAQ.md`,
    changes: `${home}/CHANGELOG.md`,
    ...(!isPlaceholder(bugs.url) && { problem: bugs.url }),
  };
}

export const links = linksOf(manifest);
