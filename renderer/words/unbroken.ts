/** A name in Chinese quotes stays in one line where it is short: no break is allowed between its signs (U+2060). Pure. */
export function unbroken(text: string): string {
  return text.replaceAll(/「[^「」{}*]{1,10}」/gu, (name) => name.replaceAll(/(?!^)(?=.)/gu, joiner));
}

/** The text as it is written, to search in or to compare. */
export function breakable(text: string): string {
  return text.replaceAll(joiner, "");
}

const joiner = "\u2060";
