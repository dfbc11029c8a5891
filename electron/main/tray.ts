/** The icon in the system's tray (macOS: the menu bar), with what goes on in its tip and its menu. */
import { Menu, nativeImage, Tray, type NativeImage } from "electron";
import { formatSpeed } from "../common/units.ts";
import type { PaceChoice } from "../common/views.ts";
import { statusText, type Activity } from "./activity.ts";
import type { ShellActions } from "./shell-actions.ts";
import { trayImages } from "./tray-image.ts";
import { trayTemplate } from "./tray-template.ts";
import type { ShellWords } from "./words.ts";

export interface TrayIcon {
  update(activity: Activity, words: ShellWords, pace: PaceChoice): void;
  close(): void;
}

/** Puts the icon there. */
export function createTray(actions: ShellActions): TrayIcon {
  const mac = process.platform === "darwin";
  const tray = new Tray(image(mac));
  // Linux's trays tell of no clicks: the menu's first item does the same.
  tray.on("click", () => actions.show());
  let shown = "";
  return {
    update(activity, words, pace) {
      const { running, waiting, resumable, speed } = activity;
      const status = statusText(activity, words);
      const now = JSON.stringify([status, running, waiting, resumable, words.open, pace]);
      // A menu that is set anew may close under the person's hand: only when it says something else.
      if (now === shown) return;
      shown = now;
      tray.setToolTip(`Detour: ${status}`);
      if (mac) tray.setTitle(speed > 0 ? formatSpeed(speed) : "");
      tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(activity, words, actions, pace)));
    },
    close: () => tray.destroy(),
  };
}

function image(mac: boolean): NativeImage {
  const { single, double } = mac ? trayImages.template : trayImages.coloured;
  const icon = nativeImage.createFromDataURL(dataUrl(single));
  icon.addRepresentation({ scaleFactor: 2, dataURL: dataUrl(double) });
  icon.setTemplateImage(mac);
  return icon;
}

const dataUrl = (png: string) => `data:image/png;base64,${png}`;
