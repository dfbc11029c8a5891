import type { AppInfo, FinishAct } from "../../electron/common/views.ts";
import { useApp, useWords } from "../state/context.tsx";
import { Select } from "../ui/select.tsx";
import { finishActs } from "../words/finish.ts";

interface Props {
  /** Null: as the settings say. */
  readonly value: FinishAct | null;
  readonly onPick: (value: FinishAct | null) => void;
}

/** What happens when one download is finished; where this host can do nothing of it, why. */
export function FinishChoice({ value, onPick }: Props) {
  const { say } = useWords();
  const info = useApp((state) => state.info);
  if (!info || !canAct(info)) return <NoFinish />;
  const acts = finishActs(info, value);
  return (
    <Select
      label={say("finish.label")}
      hint={say("finish.hint")}
      value={value ?? "default"}
      options={(["default", ...acts] as const).map((act) => ({ value: act, label: say(`finish.${act}`) }))}
      onPick={(act) => onPick(act === "default" ? null : act)}
    />
  );
}

/** What happens when any download is finished, unless said otherwise of it. */
export function FinishDefault(props: {
  readonly value: "nothing" | "open" | "reveal";
  readonly onPick: (value: "nothing" | "open" | "reveal") => void;
}) {
  const { say } = useWords();
  const info = useApp((state) => state.info);
  if (!info || !canAct(info)) return <NoFinish />;
  return (
    <Select
      label={say("settings.onFinish")}
      hint={say("settings.onFinishHint")}
      value={props.value}
      options={(["nothing", "open", "reveal"] as const)
        .filter((act) => act === "nothing" || info.can[act] || act === props.value)
        .map((value) => ({ value, label: say(`finish.${value}`) }))}
      onPick={props.onPick}
    />
  );
}

function NoFinish() {
  const { say } = useWords();
  return (
    <div className="field wide">
      <span className="field-label">{say("settings.onFinish")}</span>
      <small className="hint">{say("finish.not")}</small>
    </div>
  );
}

function canAct({ can }: AppInfo): boolean {
  return can.open || can.reveal;
}
