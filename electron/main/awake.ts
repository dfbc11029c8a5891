/** Keeps the machine from sleeping while something is downloaded, compared, or flows through the gateway; its screen may go dark. */
import { powerSaveBlocker } from "electron";

/** Returns a switch that may be set as often as one likes. */
export function createAwake(): (wanted: boolean) => void {
  let blocker: number | undefined;
  return (wanted) => {
    if (wanted) blocker ??= powerSaveBlocker.start("prevent-app-suspension");
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
  };
}
