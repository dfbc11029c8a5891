import { downloadState, warning, type DownloadEvent } from "../../electron/common/views.ts";
import type { Words } from "./words.ts";

/** One thing that happened to a download, in a sentence. `road` names a route as a person knows it. */
export function happenedLine(words: Words, event: DownloadEvent, road: (route: string) => string): string {
  const { say } = words;
  const why = event.failure ? `${words.gap}${words.failure(event.failure)}` : "";
  const value = event.value ?? "";
  switch (event.what) {
    case "state": {
      const state = downloadState.safeParse(value);
      return state.success
        ? `${say("inside.state", { state: say(`download.status.${state.data}`) })}${why}`
        : why;
    }
    case "route":
      return `${say(value === "out" ? "inside.out" : "inside.in", { route: road(event.route ?? "") })}${why}`;
    case "warning": {
      const known = warning.safeParse(value);
      return known.success ? say(`warning.${known.data}`) : value;
    }
    case "file":
      return say("inside.file", { path: value });
    case "link":
      return say("inside.link", { url: value });
    case "limit":
      return event.value === null
        ? say("inside.unlimited")
        : say("inside.limit", { speed: words.speed(Number(value)) });
    case "retry":
      return say("inside.retry", { time: words.time(Number(value)) });
  }
}
