/**
 * Makes a queue of one: what is given to it is done one after the other, also where one before failed. Out: resolves and
 * rejects as the work does.
 */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
