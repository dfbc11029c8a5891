/** The order of Electron's start: ready comes after Chromium is up *and* the entry module has run to its end. */
import { EventEmitter } from "node:events";

/** Carries the app's events; app.ts makes it the app. */
export const appEvents = new EventEmitter();

let ready = false;
let quitting = false;
const entry = Promise.withResolvers<void>();
const allReady = Promise.withResolvers<void>();

export const isReady = (): boolean => ready;
export const whenReady = (): Promise<void> => allReady.promise;
export const isQuitting = (): boolean => quitting;
export const setQuitting = (value: boolean): void => void (quitting = value);

/** Says that the app's entry module has run to its end; without it nothing is ever ready, as in Electron. */
export const entryLoaded = (): void => entry.resolve();

/** Says that Chromium is up. */
export async function browserStarted(): Promise<void> {
  await entry.promise;
  ready = true;
  appEvents.emit("ready", {});
  allReady.resolve();
}

/** Throws where something is asked for too early. */
export function mustBeReady(what: string): void {
  if (!ready) throw new Error(`${what} before app is ready`);
}
