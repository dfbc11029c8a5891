import { Popover } from "@base-ui/react/popover";
import { usePopupPlace } from "./popup-place.tsx";

interface Props {
  /** What the word means, in a sentence. */
  readonly hint: string;
  readonly children: string;
}

/** A word that not everyone knows: dotted, and explained where it stands, by pointer, touch and keyboard alike. */
export function Term({ hint, children }: Props) {
  const place = usePopupPlace();
  return (
    <Popover.Root>
      <Popover.Trigger className="term" openOnHover delay={200}>
        {children}
      </Popover.Trigger>
      <Popover.Portal container={place}>
        <Popover.Positioner
          className="popup-place"
          positionMethod="fixed"
          side="top"
          sideOffset={6}
          collisionPadding={8}
        >
          <Popover.Popup className="popup hint-popup" initialFocus={false}>
            <Popover.Title render={<b />}>{children}</Popover.Title>
            <Popover.Description>{hint}</Popover.Description>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
