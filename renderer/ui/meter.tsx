import { Meter as Base } from "@base-ui/react/meter";

interface Props {
  readonly label: string;
  /** How much of what may be used is used, from 0; over 1 where more was. */
  readonly share: number;
  /** The same in words. */
  readonly text: string;
}

/** How much of an allowance is used up: near its end it is red, and says so by its text. */
export function Meter({ label, share, text }: Props) {
  return (
    <Base.Root
      className="meter"
      data-state={share >= 1 ? "full" : share >= 0.8 ? "near" : "free"}
      min={0}
      max={1}
      value={Math.min(1, share)}
      getAriaValueText={() => text}
    >
      <Base.Label>{label}</Base.Label>
      <Base.Track className="meter-track">
        <Base.Indicator className="meter-fill" />
      </Base.Track>
    </Base.Root>
  );
}
