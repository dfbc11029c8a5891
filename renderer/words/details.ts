/** Details of errors in the language of the page. Pure. */
import { fillTogether } from "./fill-together.ts";

interface Known {
  readonly pattern: RegExp;
  readonly places: readonly string[];
  readonly text: string;
}

/**
 * Makes a translator over a table of English details and their texts. In: a detail, and how a route's name is said. Out: its
 * text, or the detail as it is where the table does not have it.
 */
export function createDetails(
  table: Readonly<Record<string, string>>,
): (detail: string, nameOf: (name: string) => string) => string {
  const known = Object.entries(table).map(([english, text]): Known => {
    const places: string[] = [];
    const pattern = english
      .replaceAll(/[.*+?^$|()[\]\\]/g, "\\$&")
      .replaceAll(/\{(\w+)\}/g, (_, place: string) => {
        places.push(place);
        return place.startsWith("number") ? "(\\d+)" : "(.+)";
      });
    return { pattern: new RegExp(`^${pattern}$`), places, text };
  });
  return (detail, nameOf) => {
    for (const { pattern, places, text } of known) {
      const found = pattern.exec(detail);
      if (!found) continue;
      const values = places.map((place, at): [string, string] => {
        const value = found[at + 1] ?? "";
        return [place, place === "name" ? nameOf(value) : value];
      });
      return fillTogether(text, Object.fromEntries(values));
    }
    return detail;
  };
}
