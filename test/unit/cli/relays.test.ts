import { expect, test } from "vitest";
import { chooseRelays, namedRows, parseRelayChoice } from "../../../electron/cli/relays.ts";
import { isAppError } from "./is-app-error.ts";

const one = "reverse:https://relay.example/=https://origin.example/";
const beijing = `${one}#name=Beijing&token=secret`;
const plain = { practice: false, use: "auto", quota: { day: null, month: null } } as const;
const rows = [
  { ...plain, id: "a", spec: beijing },
  { ...plain, id: "b", spec: "prefix:https://p.example/{url}" },
  { ...plain, id: "c", spec: "a spec of the future" },
  { ...plain, id: "d", spec: `${one}#name=Practice relay`, practice: true },
];

test("nothing given: the saved relays, without those of a practice network and those that cannot be read", () => {
  expect(chooseRelays([], rows).map((relay) => relay.name)).toEqual(["Beijing", "prefix p.example"]);
});

test("what was said of a saved relay goes with it, but who names one wants it", () => {
  const never = rows.map((row) => ({ ...row, use: "never" as const }));
  expect(chooseRelays([], never).map(({ use }) => use)).toEqual(["never", "never"]);
  expect(chooseRelays([{ saved: "Beijing" }], never).map(({ use }) => use)).toEqual(["auto"]);
  const always = rows.map((row) => ({ ...row, use: "always" as const }));
  expect(chooseRelays([{ saved: "Beijing" }], always).map(({ use }) => use)).toEqual(["always"]);
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
