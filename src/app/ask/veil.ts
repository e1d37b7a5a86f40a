/** How dark a place is that was not attended to at all, 0 to 1. */
const DARKEST = 0.82;

/** A shadow over a picture [places, 4]: clear at the place that was attended to most, darker with less attention. */
export function veil(attention: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const most = Math.max(...attention, Number.MIN_VALUE);
  const rgba = new Uint8ClampedArray(4 * attention.length);
  // A square root, as the eye sees light: the second and third place stay visible beside the first.
  for (const [at, share] of attention.entries())
    rgba[4 * at + 3] = 255 * DARKEST * (1 - Math.sqrt(share / most));
  return rgba;
}
