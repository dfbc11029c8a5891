import { useState } from "react";
import { Bookmark } from "lucide-react";
import { bookmarklet } from "../state/bookmarklet.ts";
import { useApp, useWords } from "../state/context.tsx";
import { CopyButton } from "../ui/copy-button.tsx";

/** A bookmark to drag to the browser's bar: it hands over what a page shows. */
export function BookmarkletCard() {
  const { say } = useWords();
  const host = useApp((state) => state.info?.host);
  const [pressed, setPressed] = useState(false);
  if (!host) return null;
  const address = bookmarklet(host === "electron" ? { host } : { host, origin: window.location.origin });
  return (
    <section className="card about" aria-labelledby="bookmarklet">
      <h2 id="bookmarklet">{say("bookmarklet.title")}</h2>
      <p className="quiet">{say("bookmarklet.text")}</p>
      <div className="update-do">
        {/* React takes such addresses for an attack, as most are: it is set by hand. */}
        <a
          className="button bookmarklet"
          href="#bookmarklet"
          ref={(link) => link?.setAttribute("href", address)}
          onClick={(event) => {
            event.preventDefault();
            setPressed(true);
          }}
        >
          <Bookmark size={14} aria-hidden="true" />
          {say("bookmarklet.name")}
        </a>
        <CopyButton text={address} />
        <span className="quiet">{say("bookmarklet.copyHint")}</span>
      </div>
      <p className="quiet" aria-live="polite">
        {pressed ? say("bookmarklet.drag") : host === "headless" ? say("bookmarklet.port") : null}
      </p>
    </section>
  );
}
