import { useState } from "react";
import type { SettingsView } from "../../electron/common/views.ts";
import { useActions, useWords } from "../state/context.tsx";
import { printSettings, readSettings, settingsFileName, type ReadSettings } from "../state/settings-file.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { FileButton, textOf } from "../ui/file-button.tsx";
import { Tell } from "../ui/tell.tsx";

/** All settings at once: to a file, from a file, and back to what they were at first. */
export function SettingsFoot({ settings }: { settings: SettingsView }) {
  const { say, list } = useWords();
  const { setSettings, resetSettings } = useActions();
  const [taken, setTaken] = useState<ReadSettings | "no file">();
  const take = async (file: File) => {
    setTaken(undefined);
    const read = readSettings((await textOf(file)) ?? "");
    // Where they could not be set, a banner says why.
    if (!read) setTaken("no file");
    else if (await setSettings(read.settings)) setTaken(read);
  };
  return (
    <>
      <div className="settings-foot">
        <Button onClick={() => save(settings)}>{say("settings.export")}</Button>
        <FileButton
          label={say("settings.import")}
          accept="application/json,.json"
          onFile={(file) => void take(file)}
        />
        <span className="spring" />
        <Confirm
          label={say("settings.resetAll")}
          question={say("settings.resetAsk")}
          yes={say("settings.resetAll")}
          no={say("settings.resetNo")}
          onYes={() => void resetSettings()}
        />
      </div>
      <div aria-live="polite">
        {taken === "no file" ? <Tell tone="bad">{say("settings.notImported")}</Tell> : null}
        {typeof taken === "object" ? (
          <Tell tone="good">
            {say("settings.imported", { count: Object.keys(taken.settings).length })}{" "}
            {taken.leftOut.length > 0 ? say("settings.partlyImported", { names: list(taken.leftOut) }) : null}
          </Tell>
        ) : null}
      </div>
    </>
  );
}

function save(settings: SettingsView): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([printSettings(settings)], { type: "application/json" }));
  link.download = settingsFileName;
  link.click();
  // The browser has read the address by then; the bytes need not stay.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
