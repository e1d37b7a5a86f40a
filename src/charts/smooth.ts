/**
 * Exponential moving average without the pull of the start: s_t / (1 − α^t), as in Adam's bias correction.
 * `weight` 0 returns the values as they are; towards 1 the line gets calmer.
 */
export function smooth(values: readonly number[], weight: number): number[] {
  let sum = 0;
  let mass = 0;
  return values.map((value) => {
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return mass === 0 ? value : sum / mass;
  });
}
