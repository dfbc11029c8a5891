/** The system's notifications, with buttons where the system has them. */
import { Notification } from "electron";
import { fill } from "../common/errors.ts";
import type { Notices } from "./gather.ts";
import type { ShellActions } from "./shell-actions.ts";
import type { ShellWords } from "./words.ts";

/** One that is let go is forgotten by the system's buttons, too. */
const shown = new Set<Notification>();
/** Of many, the rest is a number. */
const mostNames = 3;

/**
 * Tells of downloads that ended. A click shows them in the list; where it is one, the buttons open the file or show it in its
 * folder. Out: takes it away.
 */
export function notify(notices: Notices, words: ShellWords, actions: ShellActions): () => void {
  if (!Notification.isSupported()) return () => undefined;
  const [{ id, kind }] = notices;
  const buttons =
    kind === "done" && notices.length === 1
      ? [
          { text: words.openFile, act: () => actions.open(id) },
          { text: words.reveal, act: () => actions.reveal(id) },
        ]
      : [{ text: words.look, act: () => actions.show("downloads") }];
  const notification = new Notification({
    ...noticeText(notices, words),
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
  return () => {
    notification.close();
    gone();
  };
}

/** `40 downloads finished`, and the first names. */
function noticeText(notices: Notices, words: ShellWords): { readonly title: string; readonly body: string } {
  const [{ kind }] = notices;
  const count = notices.length;
  const names = notices.slice(0, mostNames).map(({ name }) => name);
  const listed = names.join(words.comma);
  return {
    title: count === 1 ? words[kind] : fill(words[kind === "done" ? "manyDone" : "manyFailed"], { count }),
    body: count > names.length ? fill(words.more, { names: listed, more: count - names.length }) : listed,
  };
}
