import { beforeEach, expect, test, vi } from "vitest";
import { whileShown, type Page } from "../../../renderer/state/while-shown.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

/** A page that is shown, or hidden by `turn`. */
function aPage() {
  const news = new EventTarget();
  const page = Object.assign(news, { hidden: false });
  const turn = (hidden: boolean) => {
    page.hidden = hidden;
    news.dispatchEvent(new Event("visibilitychange"));
  };
  return { page: page as unknown as Page, turn };
}

test("it looks again after each answer, rests while the page is hidden, and looks at once when it is shown", async () => {
  const { page, turn } = aPage();
  const look = vi.fn<() => Promise<boolean>>(() => Promise.resolve(true));
  const stop = whileShown(look, 1000, page);
  expect(look).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2000);
  expect(look).toHaveBeenCalledTimes(3);
  turn(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(look).toHaveBeenCalledTimes(3);
  turn(false);
  expect(look).toHaveBeenCalledTimes(4);
  await vi.advanceTimersByTimeAsync(1000);
  expect(look).toHaveBeenCalledTimes(5);
  stop();
  turn(false);
  await vi.advanceTimersByTimeAsync(5000);
  expect(look).toHaveBeenCalledTimes(5);
});

test("an answer that comes after the page was hidden and shown again begins no second round", async () => {
  const { page, turn } = aPage();
  const answers: ((more: boolean) => void)[] = [];
  const look = vi.fn<() => Promise<boolean>>(() => new Promise((answer) => answers.push(answer)));
  const stop = whileShown(look, 1000, page);
  turn(true);
  turn(false);
  expect(look).toHaveBeenCalledTimes(2);
  for (const answer of answers) answer(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(look).toHaveBeenCalledTimes(3);
  stop();
});

test("what has nothing more to tell is not asked again, nor is one that was hidden from the first", async () => {
  const { page, turn } = aPage();
  turn(true);
  const look = vi.fn<() => Promise<boolean>>(() => Promise.resolve(false));
  whileShown(look, 1000, page);
  await vi.advanceTimersByTimeAsync(5000);
  expect(look).not.toHaveBeenCalled();
  turn(false);
  await vi.advanceTimersByTimeAsync(5000);
  expect(look).toHaveBeenCalledTimes(1);
});
