import { createContext, useContext, type RefObject } from "react";

/** Where lists and hints are put that come before the page: in its main part, so that they belong to it for a screen reader. */
export const PopupPlace = createContext<RefObject<HTMLElement | null> | undefined>(undefined);

export function usePopupPlace(): RefObject<HTMLElement | null> | undefined {
  return useContext(PopupPlace);
}
