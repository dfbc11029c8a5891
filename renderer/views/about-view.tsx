import { useEffect, useState } from "react";
import { ExternalLink } from "lucide-react";
import { links, pages } from "../../electron/common/links.ts";
import type { AboutView as AboutFacts } from "../../electron/common/views.ts";
import { useActions, useApp, useWords } from "../state/context.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Logo } from "../ui/logo.tsx";
import { Licences } from "./licences.tsx";
import { UpdateCard } from "./update-card.tsx";

/** Those that there are; see links.ts. */
const there = pages.filter((page) => links[page] !== undefined);

/** What Detour is, where it keeps things, and what helps where something goes wrong. */
export function AboutView() {
  const { say } = useWords();
  const { about, reportText, show } = useActions();
  const info = useApp((state) => state.info);
  const [facts, setFacts] = useState<AboutFacts>();
  const [report, setReport] = useState("");
  useEffect(() => {
    void about().then(setFacts);
    void reportText().then(setReport);
  }, [about, reportText]);
  return (
    <>
      <h1 className="title">{say("about.title")}</h1>
      <section className="about-head" aria-label={say("app.name")}>
        <Logo />
        <div>
          <p>
            <b>{say("app.name")}</b> {info ? say("about.version", { version: info.version }) : null}
          </p>
          <p>{say("about.what")}</p>
          <p className="quiet">{say("about.free")}</p>
        </div>
      </section>
      <section className="about-links" aria-labelledby="about-links">
        <h2 id="about-links" className="unseen">
          {say("about.links")}
        </h2>
        {there.map((page) => (
          <a key={page} className="button" href={links[page]} target="_blank" rel="noreferrer">
            {say(`about.link.${page}`)}
            <ExternalLink size={14} aria-hidden="true" />
            <span className="unseen">{say("about.opens")}</span>
          </a>
        ))}
        <Button onClick={() => show("welcome")}>{say("about.welcome")}</Button>
      </section>
      <UpdateCard />
      {facts ? <Kept facts={facts} /> : null}
      {report ? (
        <section className="card about" aria-labelledby="about-report">
          <h2 id="about-report">{say("about.report")}</h2>
          <p className="quiet">{say("about.reportHint")}</p>
          {/* A line wider than a narrow window can be scrolled to, also by keyboard. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className="about-text" tabIndex={0} aria-label={say("about.report")} lang="en">
            {report}
          </pre>
          <div>
            <CopyButton text={report} />
          </div>
        </section>
      ) : null}
      <Licences />
    </>
  );
}

/** Paths, and the way to them where this host has one. */
function Kept({ facts }: { facts: AboutFacts }) {
  const { say } = useWords();
  const { revealKept } = useActions();
  const canReveal = useApp((state) => state.info?.can.reveal === true);
  const rows = [
    { what: "data", path: facts.dataFolder },
    { what: "log", path: facts.logFile },
  ] as const;
  return (
    <section className="card about" aria-labelledby="about-kept">
      <h2 id="about-kept">{say("about.kept")}</h2>
      <p className="quiet">{say("about.keptHint")}</p>
      <dl className="about-rows">
        {rows.map(({ what, path }) => (
          <div key={what}>
            <dt>{say(`about.${what}`)}</dt>
            {path === null ? (
              <dd className="quiet">{say("about.noLog")}</dd>
            ) : (
              <dd>
                <code>{path}</code>
                <span className="about-do">
                  <CopyButton text={path} />
                  {canReveal ? (
                    <Button
                      kind="plain"
                      aria-label={say("about.reveal", { what: say(`about.${what}`) })}
                      onClick={() => void revealKept(what)}
                    >
                      {say("about.show")}
                    </Button>
                  ) : null}
                </span>
              </dd>
            )}
          </div>
        ))}
        <div>
          <dt>{say("about.secrets")}</dt>
          <dd>{say(`about.secrets.${facts.secrets}`)}</dd>
        </div>
      </dl>
    </section>
  );
}
