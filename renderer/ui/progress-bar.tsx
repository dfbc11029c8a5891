import { Progress } from "@base-ui/react/progress";

interface Props {
  readonly label: string;
  /** From 0 to 1; null while nobody knows. */
  readonly share: number | null;
  /** The same in words. */
  readonly text: string;
}

/** How far something has come that ends by itself. A download has a `RangeMap` instead. */
export function ProgressBar({ label, share, text }: Props) {
  return (
    <Progress.Root
      className="progress"
      aria-label={label}
      max={1}
      value={share}
      getAriaValueText={() => text}
    >
      <Progress.Track className="meter-track">
        <Progress.Indicator className="meter-fill" />
      </Progress.Track>
    </Progress.Root>
  );
}
