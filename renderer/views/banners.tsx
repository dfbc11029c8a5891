import { X } from "lucide-react";
import { AppError, toFailure } from "../../electron/common/errors.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Tell } from "../ui/tell.tsx";
import { UpdateNotice } from "./update-card.tsx";

/** What concerns the whole app: the connection to the host, an action that failed, the practice network. */
export function Banners() {
  const words = useWords();
  const actions = useActions();
  const connection = useApp((state) => state.connection);
  const notice = useApp((state) => state.notice);
  const practice = useApp((state) => state.practice?.running === true);
  const compared = useApp((state) => state.comparison !== undefined);
  const busy = useApp((state) => state.busy.includes("practice"));
  const lost = toFailure(new AppError("connection-to-app-lost", {}));
  return (
    <>
      <div className="banners" role="alert">
        {connection === "lost" ? (
          <div className="banner bad">
            <Tell tone="bad">
              {words.failure(lost)}
              {words.gap}
              {words.say("app.lost")}
            </Tell>
          </div>
        ) : null}
        {notice ? (
          <div className="banner bad">
            <Tell tone="bad">{words.failure(notice)}</Tell>
            <IconButton label={words.say("app.close")} onClick={actions.dismissNotice}>
              <X size={16} aria-hidden="true" />
            </IconButton>
          </div>
        ) : null}
      </div>
      <UpdateNotice />
      {practice ? (
        <div className="banner">
          <Tell>
            {words.say("practice.banner")}
            {words.gap}
            {compared ? null : words.say("practice.next")}
          </Tell>
          <Button kind="plain" disabled={busy} onClick={() => void actions.stopPractice()}>
            {words.say("practice.stop")}
          </Button>
        </div>
      ) : null}
    </>
  );
}
