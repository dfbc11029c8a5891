/** The range map as data to draw and as text. Pure. */
import type { DownloadView, RelayView } from "../../electron/common/views.ts";
import { colourOf, nameInText, type Colour } from "../state/roads.ts";
import type { Words } from "./words.ts";

/** One piece to draw: start and width as shares of the file. */
export interface Cell {
  readonly start: number;
  readonly width: number;
  readonly colour: Colour;
}

/** The narrowest gap that is still drawn, as a share of the file: about a pixel. */
const finest = 1 / 1200;

/** The pieces to draw. Neighbours of one route whose gap could not be seen are joined, so that their count stays small. */
export function cells(view: DownloadView, relays: readonly RelayView[]): readonly Cell[] {
  const { total } = view;
  if (!total) return [];
  const drawn: Cell[] = [];
  for (const [from, to, index] of [...view.map].sort(([a], [b]) => a - b)) {
    const colour = colourOf(relays, view.routes[index]?.route ?? "direct");
    const start = from / total;
    const end = to / total;
    const last = drawn.at(-1);
    if (last && last.colour === colour && start - (last.start + last.width) < finest) {
      drawn[drawn.length - 1] = { ...last, width: end - last.start };
    } else {
      drawn.push({ start, width: end - start, colour });
    }
  }
  return drawn;
}

/** How much of the file is here, from 0 to 1; null while its size is unknown. */
export function share(view: DownloadView): number | null {
  if (view.state === "done") return 1;
  if (view.total === null) return null;
  return view.total === 0 ? 0 : Math.min(1, view.bytes / view.total);
}

/** `64 percent: Beijing 47, direct 2`. */
export function mapText(words: Words, relays: readonly RelayView[], view: DownloadView): string {
  const done = share(view);
  if (done === null) return words.say("download.soFar", { bytes: words.bytes(view.bytes) });
  const whole = Math.floor(done * 100);
  const percent = words.integer(whole);
  const total = view.total ?? view.bytes;
  const parts = view.routes
    .filter(({ bytes }) => bytes > 0 && total > 0)
    .map(({ route, bytes }) =>
      words.say("map.part", {
        route: nameInText(words, relays, route),
        percent: words.integer(Math.min(whole, Math.round((bytes / total) * 100))),
      }),
    );
  if (parts.length === 0) return words.say("map.textPlain", { percent });
  return words.say("map.text", { percent, routes: parts.join(words.language === "en" ? ", " : "，") });
}
