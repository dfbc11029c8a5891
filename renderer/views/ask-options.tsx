import { trySource } from "../../electron/common/source.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { ruledFolder } from "../state/folder-form.ts";
import { StartField } from "./start-field.tsx";
import { Field } from "../ui/field.tsx";
import { FinishChoice } from "./finish-choice.tsx";
import { HeaderFields } from "./header-fields.tsx";

/** Name, folder, checksum and more of the next download. */
export function AskOptions() {
  const { say } = useWords();
  const { change, pickFolder } = useActions();
  const ask = useApp((state) => state.ask);
  const settings = useApp((state) => state.settings);
  const probes = useApp((state) => state.probes);
  const folder = settings?.folder ?? "";
  const name = ask.name.trim() || probes.find((probe) => probe.name !== null)?.name;
  const source = trySource(ask.url);
  const ruled =
    settings && name && source ? ruledFolder(settings.folderRules, folder, source, name) : undefined;
  const canPick = useApp((state) => state.info?.can.pickFolder === true);
  const pick = async () => {
    const picked = await pickFolder();
    if (picked !== undefined) change({ folder: picked });
  };
  return (
    <div className="card options">
      <Field
        label={say("options.name")}
        hint={say("options.nameHint")}
        value={ask.name}
        onText={(name) => change({ name })}
      />
      <Field
        label={say("options.folder")}
        hint={
          ruled === undefined
            ? say("options.folderHint", { folder })
            : say("options.folderRuled", { folder: ruled })
        }
        value={ask.folder}
        onText={(folder) => change({ folder })}
        aside={canPick ? <Button onClick={() => void pick()}>{say("options.pick")}</Button> : null}
      />
      <Field
        className="wide"
        label={say("options.checksum")}
        hint={say("options.checksumHint")}
        value={ask.checksum}
        onText={(checksum) => change({ checksum })}
      />
      <HeaderFields headers={ask.headers} onHeaders={(headers) => change({ headers })} />
      <FinishChoice value={ask.onFinish} onPick={(onFinish) => change({ onFinish })} />
      <StartField />
      <div className="wide">
        <Choice
          type="checkbox"
          label={say("options.acceptPage")}
          hint={say("options.acceptPageHint")}
          checked={ask.acceptPage}
          onPick={(acceptPage) => change({ acceptPage })}
        />
      </div>
    </div>
  );
}
