import { useActions, useApp, useWords } from "../state/context.tsx";
import { Select } from "../ui/select.tsx";
import { limitSentence } from "../words/limit-now.ts";

export const paces = ["set", "slow", "full"] as const;

/** How fast all downloads together may be for now, and which limit holds until when. */
export function PaceChoice() {
  const words = useWords();
  const { say } = words;
  const { setSettings } = useActions();
  const settings = useApp((state) => state.settings);
  const now = useApp((state) => state.limitNow);
  if (!settings) return null;
  return (
    <div className="pace">
      <Select
        className="inline"
        label={say("settings.pace")}
        value={settings.pace}
        options={paces.map((value) => ({ value, label: say(`pace.${value}`) }))}
        onPick={(pace) => void setSettings({ pace })}
      />
      {/* Where nothing limits it and nothing will, there is nothing to say. */}
      <span className="quiet" aria-live="polite">
        {now && (now.limit !== null || now.until !== null || now.by === "full")
          ? limitSentence(words, now)
          : null}
      </span>
    </div>
  );
}
