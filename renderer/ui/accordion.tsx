import type { ReactNode } from "react";
import { ChevronDown } from "lucide-react";
import { Accordion as Base } from "@base-ui/react/accordion";

interface Props {
  readonly entries: readonly { readonly key: string; readonly title: ReactNode; readonly text: string }[];
}

/** Long texts under their titles, each opened in place: by a press, or by the browser where its search finds something in it. */
export function Accordion({ entries }: Props) {
  return (
    <Base.Root className="accordion" multiple hiddenUntilFound>
      {entries.map(({ key, title, text }) => (
        <Base.Item key={key} value={key}>
          <Base.Header>
            <Base.Trigger>
              <ChevronDown className="chevron" size={14} aria-hidden="true" />
              <span>{title}</span>
            </Base.Trigger>
          </Base.Header>
          <Base.Panel render={<pre />}>{text}</Base.Panel>
        </Base.Item>
      ))}
    </Base.Root>
  );
}
