import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { Tell } from "../ui/tell.tsx";

/** Says that what was just asked for is in the list already, and what can be done. */
export function DuplicateNote() {
  const { say } = useWords();
  const { show, downloadAgain, forgetDuplicate } = useActions();
  const duplicate = useApp((state) => state.duplicate);
  const view = useApp(({ downloads }) => downloads.find(({ id }) => id === duplicate?.id));
  return (
    <div aria-live="polite">
      {view ? (
        <section className="card duplicate" aria-label={say("duplicate.label")}>
          <Tell>
            {say(
              duplicate?.by === "name"
                ? "duplicate.name"
                : view.state === "done"
                  ? "duplicate.done"
                  : "duplicate.there",
              { name: view.name },
            )}
          </Tell>
          <div className="many-do">
            <Button
              kind="main"
              onClick={() => {
                forgetDuplicate();
                show("downloads");
              }}
            >
              {say("duplicate.show")}
            </Button>
            <Button onClick={() => void downloadAgain()}>{say("duplicate.again")}</Button>
            <Button kind="plain" onClick={forgetDuplicate}>
              {say("duplicate.leave")}
            </Button>
          </div>
        </section>
      ) : null}
    </div>
  );
}
