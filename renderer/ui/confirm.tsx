import { useRef, useState } from "react";
import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Button } from "./button.tsx";

interface Props {
  readonly label: string;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  /** Where something else may open it, too: whether it asks, and who hears that it shall or shall not. */
  readonly asking?: boolean;
  readonly onAsking?: (asking: boolean) => void;
  /** Where the keyboard goes on after the answer; at the button where that is null, or unless given. */
  readonly finalFocus?: () => HTMLElement | null;
}

/**
 * A button for what cannot be undone: it asks first, in front of all else. The safe answer has the focus; Escape gives it.
 * The question is made when it is asked: each of thousands of rows has one.
 */
export function Confirm({ label, question, yes, no, onYes, finalFocus, ...outer }: Props) {
  const [asked, setAsked] = useState(false);
  const [own, setOwn] = useState(false);
  const open = outer.asking ?? own;
  const setOpen = outer.onAsking ?? setOwn;
  const opener = useRef<HTMLButtonElement>(null);
  const safe = useRef<HTMLButtonElement>(null);
  const ask = () => {
    setAsked(true);
    setOpen(true);
  };
  return (
    <>
      <Button kind="plain" ref={opener} aria-haspopup="dialog" aria-expanded={open} onClick={ask}>
        {label}
      </Button>
      {asked || open ? (
        <AlertDialog.Root
          open={open}
          onOpenChange={(now) => setOpen(now)}
          onOpenChangeComplete={(now) => setAsked(now)}
        >
          <AlertDialog.Portal>
            <AlertDialog.Backdrop className="veil" />
            <AlertDialog.Popup
              className="popup confirm"
              initialFocus={safe}
              finalFocus={() => finalFocus?.() ?? opener.current}
            >
              <AlertDialog.Title className="confirm-question">{question}</AlertDialog.Title>
              <div className="confirm-do">
                <AlertDialog.Close ref={safe} render={<Button />}>
                  {no}
                </AlertDialog.Close>
                <AlertDialog.Close render={<Button kind="danger" />} onClick={onYes}>
                  {yes}
                </AlertDialog.Close>
              </div>
            </AlertDialog.Popup>
          </AlertDialog.Portal>
        </AlertDialog.Root>
      ) : null}
    </>
  );
}
