/** Binds the store, the actions and the app's voice to React. */
import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import { useStore } from "zustand";
import type { Words } from "../words/words.ts";
import { everySecond, secondNow } from "./second.ts";
import type { Actions } from "./actions.ts";
import type { AppState, AppStore } from "./store.ts";

export interface App {
  readonly store: AppStore;
  readonly actions: Actions;
}

export const AppContext = createContext<App | undefined>(undefined);
export const WordsContext = createContext<Words | undefined>(undefined);

function useGiven<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("used outside of the app");
  return value;
}

/** A part of the state; the component is drawn again when that part changes. */
export function useApp<T>(select: (state: AppState) => T): T {
  return useStore(useGiven(useContext(AppContext)).store, select);
}

export function useActions(): Actions {
  return useGiven(useContext(AppContext)).actions;
}

export function useWords(): Words {
  return useGiven(useContext(WordsContext));
}

/** The time, once a second while `ticking`: for what changes although no event comes. All hear it at once. */
export function useNow(ticking: boolean): number {
  const subscribe = useCallback(
    (hear: () => void) => (ticking ? everySecond(hear) : () => undefined),
    [ticking],
  );
  return useSyncExternalStore(subscribe, secondNow);
}
