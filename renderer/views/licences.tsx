import { useEffect, useState } from "react";
import type { Licence } from "../../electron/common/views.ts";
import { useActions, useWords } from "../state/context.tsx";
import { Accordion } from "../ui/accordion.tsx";

/** Detour's own licence and those of all that is bundled, each to be opened in place. */
export function Licences() {
  const { say } = useWords();
  const { licences } = useActions();
  const [found, setFound] = useState<readonly Licence[]>([]);
  useEffect(() => {
    void licences().then(setFound);
  }, [licences]);
  if (found.length === 0) return null;
  // Detour itself is no work of others.
  const count = found.filter(({ version }) => version !== "").length;
  return (
    <section className="card about" aria-labelledby="about-licences">
      <h2 id="about-licences">{say("about.licences")}</h2>
      <p className="quiet">{say("about.licencesHint", { count })}</p>
      <Accordion
        entries={found.map(({ name, version, licence, text }) => ({
          key: `${name} ${version}`,
          title: (
            <>
              <b>{name}</b> {version} <span className="quiet">{licence}</span>
            </>
          ),
          text,
        }))}
      />
    </section>
  );
}
