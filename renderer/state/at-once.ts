/** Does `work` for each item, so many at a time, in order. Out: what was thrown, in no order; the others are done. */
export async function eachAtOnce<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<unknown>,
): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  const rest = items.values();
  const hand = async () => {
    // All hands take from one iterator, so each item is taken once.
    for (const item of rest) await work(item).catch((error: unknown) => errors.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, hand));
  return errors;
}
