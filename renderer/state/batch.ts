/** Collects values and hands them on at once, at most every `everyMs`: the screen is painted at most 4 times a second. */
export function batch<T>(hand: (values: readonly T[]) => void, everyMs = 250): (value: T) => void {
  let waiting: T[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    if (waiting.length === 0) return;
    const values = waiting;
    waiting = [];
    timer = setTimeout(flush, everyMs);
    hand(values);
  };
  return (value) => {
    waiting.push(value);
    timer ??= setTimeout(flush, 0);
  };
}
