import type { ReactNode } from "react";
import { Tooltip } from "@base-ui/react/tooltip";
import { Button } from "./button.tsx";
import { usePopupPlace } from "./popup-place.tsx";

interface Props {
  /** What it does: its name, and what the tooltip says. */
  readonly label: string;
  /** Where the name has to say more than the tooltip: which of several it is about. */
  readonly tip?: string;
  readonly disabled?: boolean;
  readonly className?: string;
  /** It takes a step: see Button. */
  readonly repeats?: boolean;
  readonly onClick: () => void;
  /** The icon. */
  readonly children: ReactNode;
}

/** A button that is only an icon. It has a name, and shows it to whoever points at it or comes by keyboard. */
export function IconButton({ label, tip = label, disabled, className, repeats, onClick, children }: Props) {
  const place = usePopupPlace();
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={<Button kind="icon" className={className} disabled={disabled} repeats={repeats} />}
        onClick={onClick}
      >
        {children}
        <span className="unseen">{label}</span>
      </Tooltip.Trigger>
      <Tooltip.Portal container={place}>
        <Tooltip.Positioner
          className="popup-place"
          positionMethod="fixed"
          side="top"
          sideOffset={6}
          collisionPadding={8}
        >
          <Tooltip.Popup className="popup tooltip">{tip}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
