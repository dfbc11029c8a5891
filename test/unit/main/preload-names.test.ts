import { expect, test } from "vitest";
import { eventNames, methodNames } from "../../../electron/common/contract.ts";
import { callNames, heardNames } from "../../../electron/preload/names.ts";

test("the preload passes the contract's names and no others", () => {
  expect([...callNames].sort()).toEqual([...methodNames].sort());
  expect([...heardNames].sort()).toEqual([...eventNames].sort());
});
