import { expect, test } from "vitest";
import { throttle } from "../../../electron/cli/throttle.ts";

test("the first call goes through at once, and one in each period after it", () => {
  let time = 0;
  const seen: number[] = [];
  const call = throttle(
    200,
    (value: number) => seen.push(value),
    () => time,
  );
  for (const at of [0, 1, 199, 200, 399, 400, 900]) {
    time = at;
    call(at);
  }
  expect(seen).toEqual([0, 200, 400, 900]);
});
