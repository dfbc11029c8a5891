import { expect, test } from "vitest";
import { chooseRelays, namedRows, parseRelayChoice } from "../../../electron/cli/relays.ts";
import { isAppError } from "./is-app-error.ts";

const one = "reverse:https://relay.example/=https://origin.example/";
const beijing = `${one}#name=Beijing&token=secret`;
const rows = [
  { id: "a", spec: beijing, practice: false },
  { id: "b", spec: "prefix:https://p.example/{url}", practice: false },
  { id: "c", spec: "a spec of the future", practice: false },
  { id: "d", spec: `${one}#name=Practice relay`, practice: true },
];

test("nothing given: the saved relays, without those of a practice network and those that cannot be read", () => {
  expect(chooseRelays([], rows).map((relay) => relay.name)).toEqual(["Beijing", "prefix p.example"]);
});

test("a spec, a saved name and a file may be mixed", () => {
  const read = () => `${one}#name=Filed\r\nsecond line\n`;
  const choices = [one, "Beijing", "@relay.txt"].map((typed) => parseRelayChoice(typed, read));
  expect(chooseRelays(choices, rows).map((relay) => relay.name)).toEqual([
    "reverse relay.example",
    "Beijing",
    "Filed",
  ]);
});

test("two of one name are told apart", () => {
  const choices = [one, one].map((typed) => parseRelayChoice(typed));
  expect(chooseRelays(choices, rows).map((relay) => relay.name)).toEqual([
    "reverse relay.example",
    "reverse relay.example #2",
  ]);
});

test.each(["reverse:relay", "sni://a@relay", "ftp://x", "prefix:https://relay/", ""])(
  "a mistake in a spec is one of the spec: %j",
  (typed) => expect(() => parseRelayChoice(typed)).toThrow(isAppError("bad-relay-spec")),
);

test("a name that is not saved", () => {
  const choice = parseRelayChoice("Tokyo");
  expect(() => chooseRelays([choice], rows)).toThrow(isAppError("unknown-relay", "Tokyo"));
});

test("a file that cannot be read", () => {
  expect(() => parseRelayChoice("@/no/such/file")).toThrow(isAppError("bad-option", "/no/such/file"));
});

test("names carry no secret", () => {
  expect(JSON.stringify(namedRows(rows).map((row) => row.name))).not.toContain("secret");
});
