/** The form that sets a relay up. Pure, but for the tokens. */
import type { ConfigKind } from "../../electron/common/relay-config/request.ts";

export interface WizardForm {
  readonly kind: ConfigKind;
  readonly origins: string;
  readonly domain: string;
  readonly token: string;
  readonly port: string;
  readonly cache: boolean;
}

export interface Wizard {
  readonly open: boolean;
  readonly form: WizardForm;
  /** The relay that was saved of it last, and what it was made of. */
  readonly added: { readonly spec: string; readonly form: WizardForm } | undefined;
}

/** An open one, with a token of its own. */
export function newWizard(): Wizard {
  return { open: true, form: emptyWizard(), added: undefined };
}

/** It is closed, or opened again: as it was, since its token may stand on a server, but anew once its relay was added. */
export function toggleWizard(wizard: Wizard | undefined): Wizard {
  if (wizard?.open) return { ...wizard, open: false };
  return wizard && wizard.added?.form !== wizard.form ? { ...wizard, open: true } : newWizard();
}

/** A form that nobody has typed in. */
function emptyWizard(): WizardForm {
  return { kind: "nginx-sni", origins: "", domain: "", token: newToken(), port: "", cache: false };
}

/** A secret that needs no escape anywhere: 24 random bytes in base64url. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}
