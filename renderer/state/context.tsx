/** Binds the store, the actions and the app's voice to React. */
import { createContext, useContext, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Words } from "../words/words.ts";
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

/** The time, once a second while `ticking`: for what changes although no event comes. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return undefined;
    const tick = () => setNow(Date.now());
    // What was read before it began to tick is old.
    const first = setTimeout(tick);
    const timer = setInterval(tick, 1000);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [ticking]);
  return now;
}
