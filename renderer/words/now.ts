/** What goes on just now, for the sidebar: downloads, a comparison, and what flows through the gateway. Pure. */
import type { ComparisonView, DownloadView, GatewayView, RelayView } from "../../electron/common/views.ts";
import { nameInText } from "../state/roads.ts";
import { isActive } from "./download.ts";
import type { Words } from "./words.ts";

export interface Going {
  readonly downloads: readonly DownloadView[];
  /** Ids of the comparisons that are being made; the one on the screen may be one of them. */
  readonly comparing: readonly string[];
  readonly comparison: ComparisonView | undefined;
  readonly gateway: GatewayView | undefined;
  readonly relays: readonly RelayView[];
}

/** Bytes per second of all that runs, and one line that says what it is. */
export function goingOn(words: Words, going: Going): { readonly speed: number; readonly line: string } {
  const { comparing, comparison, gateway, relays } = going;
  const { say } = words;
  const active = going.downloads.filter(isActive);
  const flows = (gateway?.flows ?? []).filter(({ over }) => !over);
  // The one that brings most is named first.
  const atWork = active.flatMap((view) => view.routes.filter((route) => route.speed > 0));
  const routes = new Set(atWork.toSorted((a, b) => b.speed - a.speed).map(({ route }) => route));
  const compares = comparing.length > 0;
  const parts = [
    ...(compares ? [say("nav.comparing")] : []),
    ...(routes.size > 0
      ? [say("nav.by", { routes: words.list([...routes].map((route) => nameInText(words, relays, route))) })]
      : active.length > 0
        ? [say("nav.starting")]
        : []),
    ...(flows.length > 0 ? [say("nav.gatewayFlows", { count: flows.length })] : []),
  ];
  const shown = compares && comparison && comparing.includes(comparison.id) ? comparison : undefined;
  return {
    speed:
      active.reduce((sum, view) => sum + view.speed, 0) +
      flows.reduce((sum, flow) => sum + flow.speed, 0) +
      (shown ? turnSpeed(shown) : 0),
    line: parts.length > 0 ? parts.join(" · ") : say("nav.idle"),
  };
}

/** What the route whose turn it is brings now. */
function turnSpeed({ turn, routes }: ComparisonView): number {
  return routes.find(({ route }) => route === turn)?.points.at(-1)?.[1] ?? 0;
}
