/** Where a person reads on: the project's pages, by what they are for. */
export const home = "https://example.org/detour";

export const links = {
  home,
  faq: `${home}/docs/FAQ.md`,
  changes: `${home}/CHANGELOG.md`,
  problem: `${home}/issues`,
} as const;
