import { Popover } from "@base-ui/react/popover";

interface Props {
  /** What the word means, in a sentence. */
  readonly hint: string;
  readonly children: string;
}

/** A word that not everyone knows: dotted, and explained where it stands, by pointer, touch and keyboard alike. */
export function Term({ hint, children }: Props) {
  return (
    <Popover.Root>
      <Popover.Trigger className="term" openOnHover delay={200}>
        {children}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="popup-place" side="top" sideOffset={6} collisionPadding={8}>
          <Popover.Popup className="popup hint-popup" initialFocus={false}>
            <Popover.Description>{hint}</Popover.Description>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
