/** The windows that are open. */
export interface OpenWindow {
  /** Closes it unless a listener prevents that; tells whether it is closed. */
  closeNow(): Promise<boolean>;
}

export const windows = new Map<number, OpenWindow>();

let last = 0;
export const nextId = (): number => ++last;
