import { expect, test } from "vitest";
import { hideSecrets, keptSecret, restoreSecrets } from "../../../electron/common/relay-secrets.ts";
import { parseRelaySpec, printRelaySpec } from "../../../electron/common/relay-spec.ts";

const hide = (text: string) => printRelaySpec(hideSecrets(parseRelaySpec(text)));
const back = (text: string, saved?: string) =>
  printRelaySpec(
    restoreSecrets(parseRelaySpec(text), saved === undefined ? undefined : parseRelaySpec(saved)),
  );

test.each([
  "http://me:s3cret@relay.example:3128/#name=Proxy",
  "socks5h://me:s3cret@relay.example:1080",
  "reverse:https://relay.example/=https://origin.example/#token=s3cret&own",
  "https://me:s3cret@relay.example:8443/#token=s3cret",
])("%s: shown without its secrets, and whole again when it comes back", (text) => {
  const whole = printRelaySpec(parseRelaySpec(text));
  const shown = hide(text);
  expect(shown).not.toContain("s3cret");
  expect(decodeURIComponent(shown)).toContain(keptSecret);
  expect(back(shown, text)).toBe(whole);
  // A new secret, and another name, are what was typed.
  expect(back(text.replaceAll("s3cret", "other"), text)).toBe(whole.replaceAll("s3cret", "other"));
});

test("what has no secrets stays as it is", () => {
  const plain = "sni://relay.example:443";
  expect(hide(plain)).toBe(printRelaySpec(parseRelaySpec(plain)));
});

test("a secret goes to nobody but the address that it was saved for", () => {
  const saved = "http://me:s3cret@relay.example:3128/";
  const moved = hide(saved).replace("relay.example", "evil.example");
  expect(() => back(moved, saved)).toThrow("type it again");
  expect(() => back(hide(saved))).toThrow("type it again");
});
