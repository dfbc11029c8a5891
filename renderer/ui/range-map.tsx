import { Progress } from "@base-ui/react/progress";
import type { Cell } from "../words/range-map.ts";

interface Props {
  readonly cells: readonly Cell[];
  /** From 0 to 1; null while the size is unknown. */
  readonly share: number | null;
  readonly label: string;
  /** The same in words, with each route's part. */
  readonly text: string;
  /** Whether bytes come in although nobody knows how many. */
  readonly moving: boolean;
}

/** Which parts of the file are here, and by which route each came. */
export function RangeMap({ cells, share, label, text, moving }: Props) {
  return (
    <Progress.Root
      className="map"
      data-moving={share === null && moving ? true : undefined}
      title={text}
      aria-label={label}
      max={1}
      value={share}
      getAriaValueText={() => text}
    >
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {cells.map(({ start, width, colour }) => (
          <rect key={start} data-road={colour} x={start} width={width} y={0} height={1} />
        ))}
      </svg>
    </Progress.Root>
  );
}
