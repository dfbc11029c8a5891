import { Progress } from "@base-ui/react/progress";

interface Props {
  readonly label: string;
  readonly of: number;
  readonly done: number;
  /** Whether the next one is being done. */
  readonly going: boolean;
}

/** How many of a few equal steps are done. */
export function Steps({ label, of, done, going }: Props) {
  return (
    <Progress.Root className="rounds" aria-label={label} max={of} value={done}>
      {Array.from({ length: of }, (_, index) => (
        // Steps are told apart by nothing but their place.
        <i key={index} data-done={index < done} data-now={index === done && going} />
      ))}
    </Progress.Root>
  );
}
