/** Lets a call through at most every `everyMs`; the calls in between are dropped, not saved up. */
export function throttle<T>(
  everyMs: number,
  call: (value: T) => void,
  now: () => number = () => performance.now(),
): (value: T) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (value) => {
    const at = now();
    if (at - last < everyMs) return;
    last = at;
    call(value);
  };
}
