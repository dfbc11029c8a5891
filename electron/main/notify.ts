/** The system's notifications, with buttons where the system has them. */
import { Notification } from "electron";
import type { Notice } from "./notices.ts";
import type { ShellActions } from "./shell-actions.ts";
import type { ShellWords } from "./words.ts";

/** One that is let go is forgotten by the system's buttons, too. */
const shown = new Set<Notification>();

/** Tells of a download that ended. A click shows it in the list, the buttons open the file or show it in its folder. */
export function notify(notice: Notice, words: ShellWords, actions: ShellActions): void {
  if (!Notification.isSupported()) return;
  const { id, kind, name } = notice;
  const buttons =
    kind === "done"
      ? [
          { text: words.openFile, act: () => actions.open(id) },
          { text: words.reveal, act: () => actions.reveal(id) },
        ]
      : [{ text: words.look, act: () => actions.show("downloads") }];
  const notification = new Notification({
    title: words[kind],
    body: name,
    actions: buttons.map(({ text }) => ({ type: "button", text })),
  });
  shown.add(notification);
  const gone = () => void shown.delete(notification);
  notification.on("action", ({ actionIndex }) => {
    buttons[actionIndex]?.act();
    gone();
  });
  notification.on("click", () => {
    actions.show("downloads");
    gone();
  });
  notification.on("close", gone);
  notification.on("failed", gone);
  notification.show();
}
