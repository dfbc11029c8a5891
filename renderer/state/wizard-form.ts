/** What stands in the form that sets a relay up. */
import type { ConfigKind } from "../../electron/common/relay-config/request.ts";

export interface WizardForm {
  readonly kind: ConfigKind;
  readonly origins: string;
  readonly domain: string;
  readonly token: string;
  readonly port: string;
  readonly cache: boolean;
}

/** A form that nobody has typed in. */
export function emptyWizard(): WizardForm {
  return { kind: "nginx-sni", origins: "", domain: "", token: newToken(), port: "", cache: false };
}

/** A secret that needs no escape anywhere: 24 random bytes in base64url. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}
