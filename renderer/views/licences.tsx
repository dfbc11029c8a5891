import { useEffect, useState } from "react";
import type { Licence } from "../../electron/common/views.ts";
import { useActions, useWords } from "../state/context.tsx";

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
      <div className="about-licences">
        {found.map(({ name, version, licence, text }) => (
          <details key={`${name} ${version}`}>
            <summary>
              <b>{name}</b> {version} <span className="quiet">{licence}</span>
            </summary>
            <pre className="about-text">{text}</pre>
          </details>
        ))}
      </div>
    </section>
  );
}
