import { expect, test } from "vitest";
import {
  hideSecrets,
  isLocked,
  isPartlyTyped,
  keptSecret,
  restoreSecrets,
  secretsOf,
  withoutSecrets,
} from "../../../electron/common/relay-secrets.ts";
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

test.each([
  ["reverse:https://relay.example/s3cret/=https://origin.example/base/", "/s3cret/"],
  ["prefix:https://relay.example/s3cret/{url}", "/s3cret/{url}"],
  ["prefix:https://relay.example?s3cret={url_enc}", "?s3cret={url_enc}"],
  ["reverse:https://relay.example:8443/=https://origin.example/base/", undefined],
  ["prefix:https://relay.example/{scheme}/{authority}{pathquery}", undefined],
  ["http://relay.example:3128", undefined],
])("the path of %s may be a secret: %s", (text, path) => {
  const spec = parseRelaySpec(text);
  expect(secretsOf(spec)?.path).toBe(path);
  const without = parseRelaySpec(printRelaySpec(withoutSecrets(spec)));
  expect(printRelaySpec(without)).not.toContain("s3cret");
  expect(isLocked(without)).toBe(path !== undefined);
  expect(back(printRelaySpec(without), text)).toBe(printRelaySpec(spec));
  // Who edits it sees it.
  expect(hide(text)).toBe(printRelaySpec(spec));
});

test("of two secrets that cannot be read, one that is typed does not bring the other back", () => {
  const saved = parseRelaySpec("reverse:https://relay.example/(kept)/=https://o.example/#token=(kept)");
  const typed = (path: string, token: string) =>
    isPartlyTyped(
      parseRelaySpec(`reverse:https://relay.example/${path}/=https://o.example/#token=${token}&name=New`),
      saved,
    );
  expect(typed("(kept)", "(kept)")).toBe(false);
  expect(typed("new", "(kept)")).toBe(true);
  expect(typed("(kept)", "new")).toBe(true);
  expect(typed("new", "new")).toBe(false);
});
