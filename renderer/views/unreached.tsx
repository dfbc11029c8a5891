import type { Failure } from "../../electron/common/errors.ts";
import { Logo } from "../ui/logo.tsx";
import { Tell } from "../ui/tell.tsx";
import { chooseLanguage, type createVoices } from "../words/i18n.ts";

/** All there is to show when the host did not answer at the very start. */
export function Unreached({
  failure,
  voices,
}: {
  failure: Failure;
  voices: ReturnType<typeof createVoices>;
}) {
  const words = voices[chooseLanguage("system", navigator.language)];
  return (
    <main className="unreached" lang={words.language}>
      <h1 className="brand">
        <Logo />
        {words.say("app.name")}
      </h1>
      <div role="alert">
        <Tell tone="bad">{words.failure(failure)}</Tell>
      </div>
    </main>
  );
}
