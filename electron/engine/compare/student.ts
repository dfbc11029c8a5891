/** Student's t distribution, for whole degrees of freedom. */

/**
 * The probability that |T| stays below `tan(angle) * sqrt(df)`: the finite series of Abramowitz & Stegun, Handbook of
 * Mathematical Functions (1964), 26.7.3 (odd df) and 26.7.4 (even df), exact up to rounding.
 */
function central(angle: number, df: number): number {
  const sin = Math.sin(angle);
  const cos = Math.cos(angle);
  const odd = df % 2 === 1;
  let term = odd ? cos : 1;
  let sum = df === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= df - 2; k += 2) {
    term *= ((k - 1) / k) * cos * cos;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sin * sum) : sin * sum;
}

/**
 * The t that a Student variable exceeds with probability `tail`, by bisection on the series' angle (which is bounded
 * where t is not).
 *
 * @param tail one-sided, in (0, 0.5)
 * @param df degrees of freedom, a whole number from 1
 * @throws RangeError where an argument is outside of that
 */
export function studentQuantile(tail: number, df: number): number {
  if (!(tail > 0 && tail < 0.5)) throw new RangeError(`tail ${tail} is not in (0, 0.5)`);
  if (!Number.isInteger(df) || df < 1) throw new RangeError(`df ${df} is not a whole number from 1`);
  let low = 0;
  let high = Math.PI / 2;
  for (let step = 0; step < 52; step++) {
    const middle = (low + high) / 2;
    if (central(middle, df) < 1 - 2 * tail) low = middle;
    else high = middle;
  }
  return Math.tan((low + high) / 2) * Math.sqrt(df);
}
