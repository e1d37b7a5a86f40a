/** The normal quantile of a two-sided 95 % interval. */
const Z95 = 1.959963984540054;

/**
 * Wilson's score interval at 95 % for a share of `correct` out of `n`: also right near 0 and 1 and for small n, where
 * the usual plus-minus is not. It also serves a vote's confidence. Without trials it is everything from 0 to 1.
 */
export function wilson(correct: number, n: number): readonly [number, number] {
  if (n === 0) return [0, 1];
  const share = correct / n;
  const z2 = Z95 ** 2;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  // At the ends the formula gives 0 and 1 only up to rounding.
  return [correct === 0 ? 0 : centre - half, correct === n ? 1 : centre + half];
}
